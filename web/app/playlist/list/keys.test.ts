import { expect, test } from "vitest";
import { indexAfter, listKeyOf } from "./keys.ts";

const pressed = (key: string, more: Partial<Record<"altKey" | "ctrlKey" | "metaKey" | "shiftKey", boolean>> = {}) => ({
  key,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  ...more,
});

test.each([
  [pressed("ArrowDown"), { kind: "go", to: "down", extending: false }],
  [pressed("ArrowUp", { shiftKey: true }), { kind: "go", to: "up", extending: true }],
  [pressed("ArrowUp", { altKey: true }), { kind: "step", step: "up" }],
  [pressed("End", { altKey: true }), { kind: "step", step: "bottom" }],
  [pressed("a", { metaKey: true }), { kind: "all" }],
  [pressed("A", { ctrlKey: true }), { kind: "all" }],
  [pressed("Delete"), { kind: "remove" }],
  [pressed("Escape"), { kind: "clear" }],
  [pressed(" "), { kind: "toggle" }],
  [pressed("Enter"), { kind: "play" }],
  [pressed("j"), undefined],
  [pressed("ArrowLeft", { altKey: true }), undefined],
  [pressed("z", { ctrlKey: true }), undefined],
])("%o on a row", (key, meaning) => {
  expect(listKeyOf(key, true)).toEqual(meaning);
});

test("what presses a button in a row does nothing to the row", () => {
  expect([listKeyOf(pressed(" "), false), listKeyOf(pressed("Enter"), false)]).toEqual([undefined, undefined]);
  expect(listKeyOf(pressed("ArrowDown"), false)).toEqual({ kind: "go", to: "down", extending: false });
});

test("no key leads out of the list", () => {
  expect([indexAfter("up", 0, 9, 5), indexAfter("pageDown", 6, 9, 5), indexAfter("last", 0, 9, 5), indexAfter("pageUp", 8, 9, 5)]).toEqual([
    0, 8, 8, 3,
  ]);
});
