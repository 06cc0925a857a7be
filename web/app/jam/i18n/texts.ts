/** The texts about listening together: a catalogue of their own, which follows the language of the pages. */
import { effect } from "@preact/signals";
import { language } from "../../i18n/language.ts";
import { createTexts } from "../../i18n/texts.ts";
import { en } from "./messages.en.ts";

const texts = createTexts(en, {
  de: () => import("./messages.de.ts"),
  ar: () => import("./messages.ar.ts"),
});

export const { t } = texts;

let first: Promise<void> | undefined;

/** Resolves when the first texts are here, so that nothing flashes in another language. */
export async function loadJamTexts(): Promise<void> {
  if (!first) {
    effect(() => {
      const loading = texts.load(language.value).catch(() => undefined);
      first ??= loading;
    });
  }
  await first;
}
