/** Seconds into the current track as a signal: five times a second while it plays and the page is seen. */
import { effect, signal } from "@preact/signals";
import { controls } from "./controls.ts";
import { currentPosition, currentUid, playerState } from "./player.ts";

const interval = 200;

export const position = signal(0);

export function startPositionClock(): void {
  const read = () => {
    position.value = currentPosition();
  };
  let timer: number | undefined;
  const run = () => {
    clearInterval(timer);
    const runs = playerState.peek().status === "playing" && document.visibilityState === "visible";
    timer = runs ? window.setInterval(read, interval) : undefined;
    read();
  };
  effect(() => {
    void playerState.value;
    void currentUid.value;
    run();
  });
  document.addEventListener("visibilitychange", run);
}

/** Seeks, and shows the new position before the next tick. */
export function seekTo(seconds: number): void {
  const { duration } = playerState.peek();
  const target = Math.min(Math.max(0, seconds), duration || seconds);
  controls.seek(target);
  position.value = target;
}

export function seekBy(seconds: number): void {
  seekTo(currentPosition() + seconds);
}
