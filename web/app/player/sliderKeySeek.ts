import { playerState } from "./player.ts";
import { seekBy, seekTo } from "./position.ts";

/** A timeline's keys: five seconds by arrow, half a minute by page; the browser's own step would be a fraction of a second. */
export function sliderKeySeek(event: KeyboardEvent): void {
  const steps: Record<string, number> = { ArrowLeft: -5, ArrowDown: -5, ArrowRight: 5, ArrowUp: 5, PageDown: -30, PageUp: 30 };
  const step = steps[event.key];
  if (step !== undefined) seekBy(step);
  else if (event.key === "Home") seekTo(0);
  else if (event.key === "End") seekTo(playerState.peek().duration);
  else return;
  event.preventDefault();
}
