/** The timeline as a thin line: elapsed and whole time beside it. */
import { useSignal } from "@preact/signals";
import { formatClock, formatSpoken } from "../i18n/format.ts";
import { language, t } from "../i18n/language.ts";
import { Slider } from "../ui/Slider.tsx";
import { playerState } from "./player.ts";
import { position, seekTo } from "./position.ts";
import { sliderKeySeek } from "./sliderKeySeek.ts";

export function spokenPosition(seconds: number, duration: number): string {
  return t("player.position", { position: formatSpoken(seconds, language.value), duration: formatSpoken(duration, language.value) });
}

export function SeekBar({ class: className }: { class: string }) {
  // While it is dragged the thumb follows the hand, and the music plays on until it lets go.
  const dragged = useSignal<number | undefined>(undefined);
  const { duration, bufferedUntil } = playerState.value;
  const shown = dragged.value ?? Math.min(position.value, duration);
  const buffered = duration > 0 ? Math.min(1, bufferedUntil / duration) : 0;
  return (
    <div class={`seek ${className}`} dir="ltr" style={{ "--buffered": `${buffered * 100}%` }}>
      <time class="seek-time">{formatClock(shown)}</time>
      <Slider
        class="seek-slider"
        label={t("player.seek")}
        value={shown}
        max={duration}
        step="any"
        disabled={duration <= 0}
        valueText={spokenPosition(shown, duration)}
        onKeyDown={sliderKeySeek}
        onInput={(value) => {
          dragged.value = value;
        }}
        onCommit={(value) => {
          dragged.value = undefined;
          seekTo(value);
        }}
      />
      <time class="seek-time">{formatClock(duration)}</time>
    </div>
  );
}
