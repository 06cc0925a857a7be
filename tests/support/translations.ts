/** What holds for every translation of a catalogue of texts. */
import { describe, expect, test } from "vitest";
import type { Catalogue, Translation } from "../../web/app/i18n/messages.ts";

function textsOf(message: string | object): string[] {
  return typeof message === "string" ? [message] : Object.values(message);
}

function placeholdersOf(texts: string[]): string[] {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "")))].toSorted();
}

/** Tests each language against the source: keys, placeholders, plural forms, nothing empty. */
export function testTranslations<Source extends Catalogue>(source: Source, translations: Record<string, Translation<Source>>): void {
  describe.each(Object.entries(translations))("the texts in %s", (language, messages) => {
    const texts: Catalogue = messages;
    const entries = Object.entries(texts);

    test("have every key and no other", () => {
      expect(Object.keys(texts).toSorted()).toEqual(Object.keys(source).toSorted());
    });

    test("have the same placeholders", () => {
      for (const [key, message] of entries) {
        expect([key, placeholdersOf(textsOf(message))]).toEqual([key, placeholdersOf(textsOf(source[key] ?? ""))]);
      }
    });

    test("have every plural form that the language tells apart", () => {
      const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
      for (const [key, message] of entries) {
        if (typeof message !== "string") expect([key, Object.keys(message)]).toEqual([key, expect.arrayContaining(pluralCategories)]);
      }
    });

    test("are never empty", () => {
      expect(entries.filter(([, message]) => textsOf(message).some((text) => text.trim() === ""))).toEqual([]);
    });
  });
}
