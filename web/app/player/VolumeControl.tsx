import { t } from "../i18n/language.ts";
import { language } from "../i18n/language.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { Slider } from "../ui/Slider.tsx";
import { controls } from "./controls.ts";
import { playerState } from "./player.ts";
import { toggleMuted } from "./shortcuts.ts";

export function VolumeControl() {
  const { volume, muted } = playerState.value;
  const shown = muted ? 0 : volume;
  const percent = new Intl.NumberFormat(language.value, { style: "percent" }).format(shown);
  return (
    <div class="volume" dir="ltr">
      <IconButton icon={shown === 0 ? "muted" : "volume"} label={muted ? t("player.unmute") : t("player.mute")} onClick={toggleMuted} />
      <Slider
        class="volume-slider"
        label={t("player.volume")}
        value={shown}
        max={1}
        step={0.01}
        valueText={percent}
        onKeyDown={(event) => {
          if (event.key !== "PageUp" && event.key !== "PageDown") return;
          event.preventDefault();
          controls.setVolume(Math.min(1, Math.max(0, shown + (event.key === "PageUp" ? 0.1 : -0.1))));
        }}
        onInput={(level) => controls.setVolume(level)}
      />
    </div>
  );
}
