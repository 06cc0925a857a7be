/** What a User-Agent header says, as a person would say it: Firefox on Windows. */

export type DeviceKind = "phone" | "tablet" | "computer" | "program";
export type Device = { kind: DeviceKind; browser: string | undefined; system: string | undefined };

/** In this order: most browsers also call themselves Chrome, and Chrome calls itself Safari. */
const browsers: readonly [name: string, mark: RegExp][] = [
  ["Edge", /\bEdg(?:e|A|iOS)?\//],
  ["Opera", /\bOP(?:R|T|iOS)\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Vivaldi", /\bVivaldi\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chrome", /\b(?:Headless)?Chrom(?:e|ium)\/|\bCriOS\//],
  ["Safari", /\bVersion\/[\d.]+ .*\bSafari\//],
];

/** In this order: iPhones say “like Mac OS X”, Android says Linux. */
const systems: readonly [name: string, mark: RegExp, kind: DeviceKind][] = [
  ["iOS", /\b(?:iPhone|iPod)\b/, "phone"],
  ["iPadOS", /\biPad\b/, "tablet"],
  ["Android", /\bAndroid\b.*\bMobile\b/, "phone"],
  ["Android", /\bAndroid\b/, "tablet"],
  ["Windows", /\bWindows\b/, "computer"],
  ["macOS", /\bMac OS X\b|\bMacintosh\b/, "computer"],
  ["ChromeOS", /\bCrOS\b/, "computer"],
  ["Linux", /\bLinux\b|\bX11\b/, "computer"],
];

export function deviceOf(userAgent: string): Device {
  const browser = browsers.find(([, mark]) => mark.test(userAgent))?.[0];
  const system = systems.find(([, mark]) => mark.test(userAgent));
  if (browser !== undefined || system) return { kind: system?.[2] ?? "computer", browser, system: system?.[0] };
  // Not a browser: a program names itself first, as in `curl/8.5.0`.
  const program = /^[\w.+-]{1,40}/.exec(userAgent.trim())?.[0];
  return { kind: "program", browser: program, system: undefined };
}
