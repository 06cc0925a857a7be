/** Catalogues of texts in the language of the pages. English is always here; others are loaded when they are chosen. */
import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { Language } from "./languages.ts";
import { fillMessage, type ArgumentsOf, type Catalogue, type Translation } from "./messages.ts";

export type Texts<Source extends Catalogue> = {
  /** The language that the texts are in. */
  language: ReadonlySignal<Language>;
  /** Changes to the language once its texts are here. Stays with the one before when they can't be loaded. */
  load: (language: Language) => Promise<void>;
  /** The text in the visitor's language; components that call it are drawn again when the language changes. */
  t: <Key extends keyof Source & string>(key: Key, ...values: ArgumentsOf<Source[Key]>) => string;
  /** A text with its placeholders still in it; nothing of a key with plural forms. */
  pattern: (key: keyof Source & string) => string;
};

export function createTexts<Source extends Catalogue>(
  en: Source & Translation<Source>,
  loaders: Record<Exclude<Language, "en">, () => Promise<{ messages: Translation<Source> }>>,
): Texts<Source> {
  const current = signal<{ language: Language; messages: Translation<Source> }>({ language: "en", messages: en });
  return {
    language: computed(() => current.value.language),
    async load(language) {
      const messages = language === "en" ? en : (await loaders[language]()).messages;
      current.value = { language, messages };
    },
    t(key, ...[values]) {
      const { language, messages } = current.value;
      return fillMessage(messages[key], values ?? {}, language);
    },
    pattern(key) {
      const message = current.value.messages[key];
      return typeof message === "string" ? message : "";
    },
  };
}
