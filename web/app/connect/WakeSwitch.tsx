import { operator } from "virtual:operator";
import { Switch } from "../ui/Switch.tsx";
import { t } from "./i18n/texts.ts";
import { canBeCalled, setWakeable } from "./start.ts";
import { wake } from "./wake.ts";

export function WakeSwitch() {
  if (!canBeCalled.value) return null;
  const hint = wake.value === "refused" ? t("wake.refused") : t("wake.hint", { service: operator.name });
  return <Switch label={t("wake.label")} hint={hint} checked={wake.value === "on"} onChange={setWakeable} />;
}
