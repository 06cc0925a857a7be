import { t } from "../i18n/language.ts";
import { Icon } from "../ui/Icon.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { controls } from "./controls.ts";
import { playerState, status, wantsToPlay } from "./player.ts";
import { cycleRepeat, toggleShuffle } from "./shortcuts.ts";

function PlayPauseButton() {
  const waiting = status.value === "loading" || status.value === "stalled";
  const playing = wantsToPlay.value;
  return (
    <button
      type="button"
      class={waiting ? "play-pause waiting" : "play-pause"}
      aria-label={playing ? t("player.pause") : t("player.play")}
      title={playing ? t("player.pause") : t("player.play")}
      aria-busy={waiting}
      onClick={() => controls.toggle()}
    >
      <Icon name={playing ? "pause" : "play"} />
    </button>
  );
}

/** Laid out from left to right in every language, as on the devices that these signs come from. */
export function Transport() {
  return (
    <>
      <IconButton class="transport-previous" icon="previous" label={t("player.previous")} onClick={() => controls.previous()} />
      <PlayPauseButton />
      <IconButton class="transport-next" icon="next" label={t("player.next")} onClick={() => controls.next()} />
    </>
  );
}

export function ShuffleButton() {
  const { shuffle } = playerState.value;
  return (
    <IconButton class="toggle transport-shuffle" icon="shuffle" label={t("player.shuffle")} pressed={shuffle} onClick={toggleShuffle} />
  );
}

export function RepeatButton() {
  const { repeat } = playerState.value;
  const icon = repeat === "one" ? "repeatOne" : "repeat";
  return (
    <IconButton
      class={`toggle transport-repeat ${repeat === "off" ? "" : "on"}`}
      icon={icon}
      label={t(`player.repeat.${repeat}`)}
      onClick={cycleRepeat}
    />
  );
}
