/** What keys do in a list of items. Pure. */
import type { Step } from "./places.ts";

export type Going = "up" | "down" | "pageUp" | "pageDown" | "first" | "last";

export type ListKey =
  /** @param extending what is chosen grows to there */
  | { kind: "go"; to: Going; extending: boolean }
  | { kind: "step"; step: Step }
  | { kind: "toggle" }
  | { kind: "all" }
  | { kind: "clear" }
  | { kind: "play" }
  | { kind: "remove" };

type Pressed = Pick<KeyboardEvent, "key" | "altKey" | "ctrlKey" | "metaKey" | "shiftKey">;

const goings: Partial<Record<string, Going>> = {
  ArrowUp: "up",
  ArrowDown: "down",
  PageUp: "pageUp",
  PageDown: "pageDown",
  Home: "first",
  End: "last",
};
const steps: Partial<Record<string, Step>> = { ArrowUp: "up", ArrowDown: "down", Home: "top", End: "bottom" };

/** @param onRow the row itself has the focus, not something in it that takes keys of its own */
export function listKeyOf(pressed: Pressed, onRow: boolean): ListKey | undefined {
  const { key, altKey, shiftKey } = pressed;
  const command = pressed.ctrlKey || pressed.metaKey;
  const step = steps[key];
  if (altKey) return step && !command && !shiftKey ? { kind: "step", step } : undefined;
  if (command) return key.toLowerCase() === "a" ? { kind: "all" } : undefined;
  const to = goings[key];
  if (to) return { kind: "go", to, extending: shiftKey };
  if (key === "Delete" || key === "Backspace") return { kind: "remove" };
  if (key === "Escape") return { kind: "clear" };
  if (!onRow) return undefined;
  if (key === " ") return { kind: "toggle" };
  return key === "Enter" ? { kind: "play" } : undefined;
}

/** @param page rows that are seen at once */
export function indexAfter(to: Going, from: number, count: number, page: number): number {
  const targets: Record<Going, number> = {
    up: from - 1,
    down: from + 1,
    pageUp: from - page,
    pageDown: from + page,
    first: 0,
    last: count - 1,
  };
  return Math.min(count - 1, Math.max(0, targets[to]));
}
