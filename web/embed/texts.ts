/** The few texts of the embedded player. `{name}` is a placeholder. */
import { preferredLanguage, type Language } from "../app/i18n/languages.ts";

const en = {
  play: "Play {name}",
  pause: "Pause {name}",
  previous: "Previous",
  next: "Next",
  position: "Position",
  tracks: "Tracks of {name}",
  explicit: "Explicit",
  open: "Open in {name}",
  more: "All of it in {name}",
  loading: "Loading",
  missing: "There is nothing here to play, or not for everybody.",
  failed: "It could not be loaded.",
  retry: "Try again",
  unplayable: "can't be played here",
  stopped: "This track can't be played here.",
  network: "The network does not answer.",
  preview: "Preview",
} as const;

export type EmbedText = keyof typeof en;
type Texts = Record<EmbedText, string>;

const de: Texts = {
  play: "{name} abspielen",
  pause: "{name} anhalten",
  previous: "Zurück",
  next: "Weiter",
  position: "Stelle",
  tracks: "Titel von {name}",
  explicit: "Explizit",
  open: "In {name} öffnen",
  more: "Alles davon in {name}",
  loading: "Wird geladen",
  missing: "Hier gibt es nichts zu hören, oder nicht für alle.",
  failed: "Das Laden ist gescheitert.",
  retry: "Noch einmal",
  unplayable: "lässt sich hier nicht abspielen",
  stopped: "Dieser Titel lässt sich hier nicht abspielen.",
  network: "Das Netz antwortet nicht.",
  preview: "Vorschau",
};

const ar: Texts = {
  play: "شغّل {name}",
  pause: "أوقف {name} مؤقتًا",
  previous: "السابق",
  next: "التالي",
  position: "الموضع",
  tracks: "مقطوعات {name}",
  explicit: "محتوى صريح",
  open: "افتح في {name}",
  more: "كل ذلك في {name}",
  loading: "جارٍ التحميل",
  missing: "لا شيء يُشغَّل هنا، أو ليس للجميع.",
  failed: "تعذّر التحميل.",
  retry: "أعد المحاولة",
  unplayable: "لا يمكن تشغيلها هنا",
  stopped: "لا يمكن تشغيل هذه المقطوعة هنا.",
  network: "الشبكة لا تستجيب.",
  preview: "معاينة",
};

const texts: Record<Language, Texts> = { en, de, ar };

/** @param wished languages, the most wished for first (BCP 47) */
export function textsIn(wished: readonly string[], fallback: string) {
  const language = preferredLanguage(wished, fallback);
  return {
    language,
    t: (key: EmbedText, name = ""): string => texts[language][key].replace("{name}", () => name),
  };
}
