/** The slider that seeks, whatever is drawn around it. */
import { useComputed, useSignal, type Signal } from "@preact/signals";
import { formatSpoken } from "../i18n/format.ts";
import { language, t } from "../i18n/language.ts";
import { Slider } from "../ui/Slider.tsx";
import { playerState } from "./player.ts";
import { position, seekTo } from "./position.ts";
import { sliderKeySeek } from "./sliderKeySeek.ts";

/** Times in seconds. While it is dragged the thumb follows the hand, and the music plays on until it lets go. */
type Seek = { dragged: Signal<number | undefined>; shown: number; duration: number };

export function useSeek(): Seek {
  const dragged = useSignal<number | undefined>(undefined);
  const duration = useComputed(() => playerState.value.duration).value;
  return { dragged, shown: dragged.value ?? Math.min(position.value, duration), duration };
}

export function SeekSlider({ class: className, seek: { dragged, shown, duration } }: { class: string; seek: Seek }) {
  const spoken = { position: formatSpoken(shown, language.value), duration: formatSpoken(duration, language.value) };
  return (
    <Slider
      class={className}
      label={t("player.seek")}
      value={shown}
      max={duration}
      step="any"
      disabled={duration <= 0}
      valueText={t("player.position", spoken)}
      onKeyDown={sliderKeySeek}
      onInput={(value) => {
        dragged.value = value;
      }}
      onCommit={(value) => {
        dragged.value = undefined;
        seekTo(value);
      }}
    />
  );
}
