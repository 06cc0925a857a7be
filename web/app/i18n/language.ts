/** The language of the pages: chosen by the visitor, else the browser's, else the operator's. English is always here; others are loaded. */
import { computed, signal } from "@preact/signals";
import { operator } from "virtual:operator";
import { en } from "./messages.en.ts";
import { fillMessage, type MessageArguments, type MessageKey, type Messages } from "./messages.ts";

export const languages = ["en", "de", "ar"] as const;
export type Language = (typeof languages)[number];

const rightToLeft: ReadonlySet<Language> = new Set(["ar"]);

const loaders: Record<Exclude<Language, "en">, () => Promise<{ messages: Messages }>> = {
  de: () => import("./messages.de.ts"),
  ar: () => import("./messages.ar.ts"),
};

const current = signal<{ language: Language; messages: Messages }>({ language: "en", messages: en });
export const language = computed(() => current.value.language);

export function isLanguage(text: unknown): text is Language {
  return (languages as readonly unknown[]).includes(text);
}

/** The first of the browser's languages that there are texts in. */
export function preferredLanguage(wished: readonly string[], fallback: string): Language {
  for (const tag of wished) {
    const primary = tag.split("-")[0]?.toLowerCase();
    if (isLanguage(primary)) return primary;
  }
  return isLanguage(fallback) ? fallback : "en";
}

export function browserLanguage(): Language {
  return preferredLanguage(navigator.languages, operator.default_language);
}

export function directionOf(language: Language): "ltr" | "rtl" {
  return rightToLeft.has(language) ? "rtl" : "ltr";
}

/** Changes to the language once its texts are here. Stays with the one before when they can't be loaded. */
export async function loadTexts(language: Language): Promise<void> {
  const messages = language === "en" ? en : (await loaders[language]()).messages;
  current.value = { language, messages };
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}

/** The text in the visitor's language; components that call it are drawn again when the language changes. */
export function t<Key extends MessageKey>(key: Key, ...[values]: MessageArguments<Key>): string {
  const { language, messages } = current.value;
  return fillMessage(messages[key], values ?? {}, language);
}
