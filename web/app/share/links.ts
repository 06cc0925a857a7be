/** Addresses of what is shared, and the code that puts it into a page of somebody else's. Pure. */
import type { Shareable } from "../library/openers.ts";

export type EmbedTheme = "auto" | "light" | "dark";

/** @param at seconds into a track */
export function linkTo(origin: string, { type, id }: Pick<Shareable, "type" | "id">, at = 0): string {
  const start = type === "track" && at > 0 ? `?t=${Math.floor(at)}` : "";
  return `${origin}/${type}/${id}${start}`;
}

export function embedAddress(origin: string, { type, id }: Pick<Shareable, "type" | "id">, theme: EmbedTheme): string {
  return `${origin}/embed/${type}/${id}${theme === "auto" ? "" : `?theme=${theme}`}`;
}

/** One track needs no list. Pixels. */
export function embedHeight(type: Shareable["type"]): number {
  return type === "track" ? 152 : 380;
}

export function embedCode(origin: string, what: Shareable, theme: EmbedTheme): string {
  const title = what.name.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
  const address = embedAddress(origin, what, theme);
  return `<iframe src="${address}" title="${title}" width="100%" height="${embedHeight(what.type)}" style="border:0;border-radius:14px" loading="lazy" allow="autoplay; encrypted-media"></iframe>`;
}

/**
 * “1:23”, “83” or “1:02:03” as seconds.
 * @returns undefined for what is no time before the end
 */
export function parseStart(text: string, duration: number): number | undefined {
  const [, hours = "0", minutes = "0", seconds = ""] = /^\s*(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5})\s*$/.exec(westernDigits(text)) ?? [];
  if (seconds === "") return undefined;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return total < duration ? total : undefined;
}

/** Arabic keyboards write ١:٢٣. */
function westernDigits(text: string): string {
  return text
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0));
}
