/** The player by single keys. They can be turned off (WCAG 2.1.4), and stay out of fields, sliders and menus. */
import { closeOverlay, openOverlay, overlay } from "../router/navigation.ts";
import { settings } from "../settings/settings.ts";
import { toggleQueue } from "../queue/queuePanel.ts";
import { shortcutHelpShown } from "../shell/shortcutHelp.ts";
import { controls } from "./controls.ts";
import { currentItem, playerState } from "./player.ts";
import { seekBy } from "./position.ts";

const volumeStep = 0.05;

function changeVolume(by: number): void {
  controls.setVolume(Math.round(Math.min(1, Math.max(0, playerState.peek().volume + by)) * 100) / 100);
}

export function toggleMuted(): void {
  controls.setMuted(!playerState.peek().muted);
}

export function toggleShuffle(): void {
  controls.setShuffle(!playerState.peek().shuffle);
}

export function cycleRepeat(): void {
  const following = { off: "all", all: "one", one: "off" } as const;
  controls.setRepeat(following[playerState.peek().repeat]);
}

function toggleNowPlaying(): void {
  if (overlay.peek()) closeOverlay();
  else if (currentItem.peek()) openOverlay("now_playing");
}

const actions: Record<string, () => void> = {
  " ": () => controls.toggle(),
  k: () => controls.toggle(),
  j: () => seekBy(-10),
  l: () => seekBy(10),
  n: () => controls.next(),
  p: () => controls.previous(),
  m: toggleMuted,
  s: toggleShuffle,
  r: cycleRepeat,
  q: toggleQueue,
  f: toggleNowPlaying,
  "?": () => {
    shortcutHelpShown.value = true;
  },
  ArrowLeft: () => seekBy(-5),
  ArrowRight: () => seekBy(5),
  "Shift+ArrowUp": () => changeVolume(volumeStep),
  "Shift+ArrowDown": () => changeVolume(-volumeStep),
};

/** What a letter is typed into. */
const typed = "input:not([type=range], [type=radio], [type=checkbox]), textarea, select, [contenteditable], [role=menu]";
/** What the arrow keys move by themselves. */
const moved = "input, [role=slider]";
/** What the space bar presses by itself. */
const pressable = "button, summary, a, input:not([type=range])";

/** A press by pointer leaves the focus behind; the space bar then means the music, not that button once more. */
let pressedByPointer: Element | undefined;

function belongsToFocus(key: string, target: Element): boolean {
  if (target.closest(typed)) return true;
  if (key.includes("Arrow")) return target.matches(moved);
  const pressed = key === " " ? target.closest(pressable) : undefined;
  return pressed !== null && pressed !== undefined && pressed !== pressedByPointer;
}

function nameOfKey(event: Pick<KeyboardEvent, "key" | "shiftKey">): string {
  if (event.key.startsWith("Arrow")) return event.shiftKey ? `Shift+${event.key}` : event.key;
  return event.key.toLowerCase();
}

function onKeyDown(event: KeyboardEvent): void {
  if (!settings.shortcuts.peek() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Tab") pressedByPointer = undefined;
  const key = nameOfKey(event);
  if (event.target instanceof Element && belongsToFocus(key, event.target)) return;
  const action = actions[key];
  if (!action || (event.repeat && !event.key.startsWith("Arrow"))) return;
  event.preventDefault();
  action();
}

export function startShortcuts(): void {
  addEventListener("keydown", onKeyDown);
  addEventListener("pointerdown", ({ target }) => {
    pressedByPointer = target instanceof Element ? (target.closest(pressable) ?? undefined) : undefined;
  });
  addEventListener("keyup", (event) => {
    // Some browsers press a button when the space bar comes up.
    if (event.key === " " && pressedByPointer !== undefined && settings.shortcuts.peek()) event.preventDefault();
  });
}
