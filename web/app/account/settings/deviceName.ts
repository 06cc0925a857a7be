import { t } from "./i18n/texts.ts";
import { deviceOf } from "./logic/device.ts";

/** “Firefox on Windows”, as far as the User-Agent header tells. */
export function deviceName(userAgent: string): string {
  const { browser, system } = deviceOf(userAgent);
  if (browser !== undefined && system !== undefined) return t("common.someone", { browser, system });
  return browser ?? system ?? t("common.unknownDevice");
}
