import { describe, expect, test } from "vitest";
import { messages as ar } from "./messages.ar.ts";
import { messages as de } from "./messages.de.ts";
import { en } from "./messages.en.ts";
import { fillMessage, type MessageKey, type Messages } from "./messages.ts";

const source: Messages = en;
const keys = Object.keys(en) as MessageKey[];

function textsOf(message: string | object): string[] {
  return typeof message === "string" ? [message] : Object.values(message);
}

function placeholdersOf(texts: string[]): string[] {
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "")))].toSorted();
}

describe.each([
  ["de", de],
  ["ar", ar],
])("the texts in %s", (language, messages) => {
  test("have every key and no other", () => {
    expect(Object.keys(messages).toSorted()).toEqual(keys.toSorted());
  });

  test("have the same placeholders", () => {
    for (const key of keys) expect([key, placeholdersOf(textsOf(messages[key]))]).toEqual([key, placeholdersOf(textsOf(source[key]))]);
  });

  test("have every plural form that the language tells apart", () => {
    const { pluralCategories } = new Intl.PluralRules(language).resolvedOptions();
    for (const key of keys) {
      const message = messages[key];
      if (typeof message !== "string") expect([key, Object.keys(message)]).toEqual([key, expect.arrayContaining(pluralCategories)]);
    }
  });

  test("are never empty", () => {
    expect(keys.filter((key) => textsOf(messages[key]).some((text) => text.trim() === ""))).toEqual([]);
  });
});

test("a text takes its values, numbers in the language's own writing", () => {
  expect(fillMessage("{name}: {count}", { name: "A {x}", count: 1200 }, "de")).toBe("A {x}: 1.200");
});

test("the count chooses the plural form", () => {
  const forms = source["album.tracks"];
  expect([fillMessage(forms, { count: 1 }, "en"), fillMessage(forms, { count: 2 }, "en")]).toEqual(["1 track", "2 tracks"]);
  expect(fillMessage(ar["album.tracks"], { count: 2 }, "ar")).toBe("مقطوعتان");
});
