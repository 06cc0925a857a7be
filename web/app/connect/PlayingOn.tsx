/** A quiet line on the player: it plays, but not here. */
import { useEffect, useRef } from "preact/hooks";
import { wantsToPlay } from "../player/player.ts";
import { announce } from "../ui/notices.ts";
import { DeviceIcon } from "./DeviceIcon.tsx";
import { t } from "./i18n/texts.ts";
import { deviceElsewhere } from "./start.ts";

export function PlayingOn() {
  const device = deviceElsewhere.value;
  const before = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (device && before.current !== device.id) announce(t("playingOn", { name: device.name }));
    before.current = device?.id;
  }, [device?.id]);
  if (!device) return null;
  return (
    <p class="playing-on">
      <DeviceIcon kind={device.kind} />
      <span>{wantsToPlay.value ? t("playingOn", { name: device.name }) : t("pausedOn", { name: device.name })}</span>
    </p>
  );
}
