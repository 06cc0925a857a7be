import type { ComponentChildren } from "preact";
import { t } from "../i18n/language.ts";
import { hasWayToHear, WayToHear } from "../ui/WayToHear.tsx";
import { controls } from "./controls.ts";
import { playerState } from "./player.ts";

/** What the listener should know of the current play: why it fails, waits, or sounds poorer. Else the given line. */
export function PlayerNote({ fallback }: { fallback: ComponentChildren }) {
  const { status, failure, degraded, preview } = playerState.value;
  if (failure && status === "failed") {
    return (
      <output class="player-note warning">
        <span>{t(`refusal.${failure.reason}`)}</span>{" "}
        {hasWayToHear(failure.reason) ? (
          <WayToHear reason={failure.reason} />
        ) : (
          <button type="button" class="text-button" onClick={() => controls.play()}>
            {t("player.retry")}
          </button>
        )}
      </output>
    );
  }
  if (status === "stalled") {
    return <output class="player-note">{t("player.stalled")}</output>;
  }
  return (
    <p class="player-note">
      {preview && <span class="badge">{t("player.preview")}</span>}
      {degraded && (
        <span class="badge" title={t("player.degraded")}>
          {t("settings.quality.low")}
        </span>
      )}
      {fallback}
    </p>
  );
}
