/** What a listener is told of what could not be done. */
import type { DeviceView } from "../../../domain/connect/hub.ts";
import { notify } from "../ui/notices.ts";
import type { Refused } from "./ConnectClient.ts";
import { t } from "./i18n/texts.ts";

const reasons = {
  NO_ACTIVE_DEVICE: "refused.noActiveDevice",
  PREMIUM_REQUIRED: "refused.premium",
  RESTRICTED: "refused.restricted",
  UNSUPPORTED: "refused.unsupported",
  CONFLICT: "refused.conflict",
  STALE_EPOCH: "refused.conflict",
  DEVICE_OFFLINE: "refused.offline",
  RATE_LIMITED: "refused.tooOften",
  unreachable: "refused.unreachable",
} as const satisfies Record<Refused["code"], string>;

export function tellRefused({ command, code }: Refused, devices: readonly DeviceView[]): void {
  const target = command.type === "transfer" || command.type === "volume" ? command.device : undefined;
  const device = devices.find(({ id, active }) => (target === undefined ? active : id === target));
  notify(code === "DEVICE_OFFLINE" && device ? t("refused.deviceOffline", { name: device.name }) : t(reasons[code]));
}

/** The browser could not be made to listen for calls. */
export function tellUncalled(): void {
  notify(t("wake.failed"));
}

/** The browser wants a press before this page may sound. */
export function tellSilenced(play: () => void): void {
  notify(t("silenced"), { label: t("playHere"), run: play });
}
