import { operator } from "virtual:operator";
import { useState } from "preact/hooks";
import { Switch } from "../ui/Switch.tsx";
import { t } from "./i18n/texts.ts";
import { canBeCalled, setWakeable } from "./start.ts";
import { wake } from "./wake.ts";

export function WakeSwitch() {
  // While the browser asks it is as it was pressed; then as it became.
  const [pressed, setPressed] = useState<boolean | undefined>(undefined);
  if (!canBeCalled.value) return null;
  const press = async (on: boolean) => {
    setPressed(on);
    await setWakeable(on);
    setPressed(undefined);
  };
  const hint = wake.value === "refused" ? t("wake.refused") : t("wake.hint", { service: operator.name });
  return <Switch label={t("wake.label")} hint={hint} checked={pressed ?? wake.value === "on"} onChange={(on) => void press(on)} />;
}
