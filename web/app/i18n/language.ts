/** The language of the pages: chosen by the visitor, else the browser's, else the operator's. English is always here; others are loaded. */
import { computed, signal } from "@preact/signals";
import { operator } from "virtual:operator";
import { directionOf, preferredLanguage, type Language } from "./languages.ts";
import { en } from "./messages.en.ts";
import { fillMessage, type MessageArguments, type MessageKey, type Messages } from "./messages.ts";

const loaders: Record<Exclude<Language, "en">, () => Promise<{ messages: Messages }>> = {
  de: () => import("./messages.de.ts"),
  ar: () => import("./messages.ar.ts"),
};

const current = signal<{ language: Language; messages: Messages }>({ language: "en", messages: en });
export const language = computed(() => current.value.language);

export function browserLanguage(): Language {
  return preferredLanguage(navigator.languages, operator.default_language);
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
