/** The timeline as a thin line: elapsed and whole time beside it. */
import { formatClock } from "../i18n/format.ts";
import { playerState } from "./player.ts";
import { SeekSlider, useSeek } from "./SeekSlider.tsx";

export function SeekBar({ class: className }: { class: string }) {
  const seek = useSeek();
  const { shown, duration } = seek;
  const buffered = duration > 0 ? Math.min(1, playerState.value.bufferedUntil / duration) : 0;
  return (
    <div class={`seek ${className}`} dir="ltr" style={{ "--buffered": `${buffered * 100}%` }}>
      <time class="seek-time">{formatClock(shown)}</time>
      <SeekSlider class="seek-slider" seek={seek} />
      <time class="seek-time">{formatClock(duration)}</time>
    </div>
  );
}
