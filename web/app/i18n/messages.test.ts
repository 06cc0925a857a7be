import { expect, test } from "vitest";
import { testTranslations } from "../../../tests/support/translations.ts";
import { messages as ar } from "./messages.ar.ts";
import { messages as de } from "./messages.de.ts";
import { en } from "./messages.en.ts";
import { fillMessage } from "./messages.ts";

testTranslations(en, { de, ar });

test("a text takes its values, numbers in the language's own writing", () => {
  expect(fillMessage("{name}: {count}", { name: "A {x}", count: 1200 }, "de")).toBe("A {x}: 1.200");
});

test("the count chooses the plural form", () => {
  const forms = en["album.tracks"];
  expect([fillMessage(forms, { count: 1 }, "en"), fillMessage(forms, { count: 2 }, "en")]).toEqual(["1 track", "2 tracks"]);
  expect(fillMessage(ar["album.tracks"], { count: 2 }, "ar")).toBe("مقطوعتان");
});
