import { t } from "../i18n/language.ts";
import { language } from "../i18n/language.ts";
import { settings } from "../settings/settings.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { Slider } from "../ui/Slider.tsx";
import { toggleMuted } from "./shortcuts.ts";

export function VolumeControl() {
  const muted = settings.muted.value || settings.volume.value === 0;
  const shown = settings.muted.value ? 0 : settings.volume.value;
  const percent = new Intl.NumberFormat(language.value, { style: "percent" }).format(shown);
  return (
    <div class="volume" dir="ltr">
      <IconButton
        icon={muted ? "muted" : "volume"}
        label={settings.muted.value ? t("player.unmute") : t("player.mute")}
        onClick={toggleMuted}
      />
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
          settings.volume.value = Math.min(1, Math.max(0, shown + (event.key === "PageUp" ? 0.1 : -0.1)));
        }}
        onInput={(volume) => {
          settings.volume.value = volume;
          settings.muted.value = false;
        }}
      />
    </div>
  );
}
