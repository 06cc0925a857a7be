/** What the visitor chose, kept in this browser. Each is a signal that writes itself back. */
import { effect, signal, type Signal } from "@preact/signals";
import type { QualityWish, RepeatMode } from "../../engine/types.ts";
import { isLanguage, type Language } from "../i18n/languages.ts";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];
export const qualities = ["auto", "low", "normal", "high", "lossless"] as const satisfies readonly QualityWish[];
const repeatModes = ["off", "all", "one"] as const satisfies readonly RepeatMode[];

function read(name: string): unknown {
  try {
    return JSON.parse(localStorage.getItem(`nearfield.${name}`) ?? "null");
  } catch {
    // Storage may be forbidden, or hold what an older version wrote.
    return undefined;
  }
}

export function write(name: string, value: unknown): void {
  try {
    localStorage.setItem(`nearfield.${name}`, JSON.stringify(value));
  } catch {
    // The choice then lasts as long as the page.
  }
}

function setting<Value>(name: string, fallback: Value, accept: (stored: unknown) => stored is Value): Signal<Value> {
  const stored = read(name);
  const value = signal(accept(stored) ? stored : fallback);
  let first = true;
  effect(() => {
    const current = value.value;
    if (!first) write(name, current);
    first = false;
  });
  return value;
}

function oneOf<Value>(values: readonly Value[]): (stored: unknown) => stored is Value {
  return (stored): stored is Value => (values as readonly unknown[]).includes(stored);
}
const isBoolean = (stored: unknown): stored is boolean => typeof stored === "boolean";
const isVolume = (stored: unknown): stored is number => typeof stored === "number" && stored >= 0 && stored <= 1;
const isLanguageChoice = (stored: unknown): stored is Language | "browser" => stored === "browser" || isLanguage(stored);

export const settings = {
  theme: setting<Theme>("theme", "system", oneOf(themes)),
  language: setting<Language | "browser">("language", "browser", isLanguageChoice),
  quality: setting<QualityWish>("quality", "auto", oneOf(qualities)),
  normalisation: setting("normalisation", true, isBoolean),
  shortcuts: setting("shortcuts", true, isBoolean),
  volume: setting("volume", 1, isVolume),
  muted: setting("muted", false, isBoolean),
  repeat: setting<RepeatMode>("repeat", "off", oneOf(repeatModes)),
  queueShown: setting("queueShown", false, isBoolean),
};

/** Values that other rooms keep beside the settings, checked by whoever reads them. */
export const readStored = read;
