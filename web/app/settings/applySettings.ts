/** Carries settings to where they act: the document's theme and language, the player's sound. */
import { effect } from "@preact/signals";
import { browserLanguage, loadTexts } from "../i18n/language.ts";
import { player } from "../player/player.ts";
import { settings } from "./settings.ts";

function applyTheme(): void {
  const theme = settings.theme.value;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Resolves when the first texts are here, so that no page flashes in another language. */
export async function applySettings(): Promise<void> {
  effect(applyTheme);
  effect(() => player.setVolume(settings.volume.value));
  effect(() => player.setMuted(settings.muted.value));
  effect(() => player.setRepeat(settings.repeat.value));
  effect(() => player.setQuality(settings.quality.value));
  effect(() => player.setNormalisation(settings.normalisation.value));
  let texts = Promise.resolve();
  effect(() => {
    const chosen = settings.language.value;
    texts = loadTexts(chosen === "browser" ? browserLanguage() : chosen).catch(() => undefined);
  });
  await texts;
}
