import { effect } from "@preact/signals";
import { language } from "../../i18n/language.ts";
import type { Language } from "../../i18n/languages.ts";

/**
 * Loads a catalogue in the language of the pages, and again whenever that changes.
 * @returns resolves when the first texts are here, so that no page flashes in another language
 */
export function loaderOf(texts: { load: (language: Language) => Promise<void> }): () => Promise<void> {
  let first: Promise<void> | undefined;
  return async () => {
    if (!first) {
      effect(() => {
        const loading = texts.load(language.value).catch(() => undefined);
        first ??= loading;
      });
    }
    await first;
  };
}
