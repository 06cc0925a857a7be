import { operator } from "virtual:operator";
import { useState } from "preact/hooks";
import type { DeviceView } from "../../../domain/connect/hub.ts";
import { language } from "../i18n/language.ts";
import { wantsToPlay } from "../player/player.ts";
import { Icon } from "../ui/Icon.tsx";
import { Slider } from "../ui/Slider.tsx";
import { SoundBars } from "../ui/SoundBars.tsx";
import { DeviceIcon } from "./DeviceIcon.tsx";
import { t } from "./i18n/texts.ts";
import { WakeSwitch } from "./WakeSwitch.tsx";
import { activeDevice, devices, link, movingTo, moveTo, ownDeviceId, setDeviceVolume } from "./start.ts";

/** Those that are there first, this page before all others; then those that can be called. */
function inOrder(all: readonly DeviceView[], own: string): DeviceView[] {
  const rank = ({ id, online, wakeable }: DeviceView) => (id === own ? 0 : online ? 1 : wakeable ? 2 : 3);
  return all.toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name, language.peek()));
}

function nameOf({ id, name }: DeviceView): string {
  return id === ownDeviceId.value ? t("devices.own") : name;
}

function detailOf(device: DeviceView): string {
  if (device.id === movingTo.value) return device.online ? t("devices.moving") : t("devices.waking");
  if (!device.online) return device.wakeable ? t("devices.asleep") : t("devices.offline");
  if (!device.roles.includes("player")) return t("devices.controller");
  return device.id === ownDeviceId.value ? device.name : t(`devices.kind.${device.kind}`);
}

function DeviceVolume({ device }: { device: DeviceView }) {
  // While it is dragged the thumb follows the hand.
  const [dragged, setDragged] = useState<number | undefined>(undefined);
  const shown = dragged ?? device.volume;
  const percent = new Intl.NumberFormat(language.value, { style: "percent" }).format(shown / 100);
  return (
    <div class="device-volume" dir="ltr">
      <Icon name="volume" />
      <Slider
        class="volume-slider"
        label={t("devices.volume", { name: nameOf(device) })}
        value={shown}
        max={100}
        step={Math.max(1, Math.round(100 / Math.max(1, device.volume_steps)))}
        valueText={percent}
        onKeyDown={() => undefined}
        onInput={setDragged}
        onCommit={(value) => {
          setDragged(undefined);
          setDeviceVolume(device.id, Math.round(value));
        }}
      />
    </div>
  );
}

function Current({ device }: { device: DeviceView }) {
  return (
    <div class="device-current">
      <span class="device-row" aria-current="true">
        <DeviceIcon kind={device.kind} />
        <span class="device-names">
          <bdi class="device-name">{nameOf(device)}</bdi>
          <span class="quiet">{detailOf(device)}</span>
        </span>
        <SoundBars moving={wantsToPlay.value} />
      </span>
      {device.online && device.volume_steps > 0 && <DeviceVolume device={device} />}
    </div>
  );
}

function Other({ device }: { device: DeviceView }) {
  const isMoving = device.id === movingTo.value;
  return (
    <li>
      <button
        type="button"
        class="device-row"
        disabled={!(device.online || device.wakeable) || !device.roles.includes("player")}
        aria-busy={isMoving}
        onClick={() => moveTo(device.id)}
      >
        <DeviceIcon kind={device.kind} />
        <span class="device-names">
          <bdi class="device-name">{nameOf(device)}</bdi>
          <span class="quiet">{detailOf(device)}</span>
        </span>
      </button>
    </li>
  );
}

export function DeviceList() {
  const current = activeDevice.value;
  const others = inOrder(devices.value, ownDeviceId.value).filter(({ id }) => id !== current?.id);
  return (
    <div class="device-list">
      {link.value !== "open" && <p class="quiet">{t("devices.away")}</p>}
      {current && (
        <section aria-label={t("devices.current")}>
          <h3>{t("devices.current")}</h3>
          <Current device={current} />
        </section>
      )}
      {others.length > 0 ? (
        <section aria-label={t("devices.select")}>
          <h3>{t("devices.select")}</h3>
          <ul>
            {others.map((device) => (
              <Other key={device.id} device={device} />
            ))}
          </ul>
        </section>
      ) : (
        <section>
          <h3>{t("devices.none")}</h3>
          <p class="quiet">{t("devices.noneHint", { service: operator.name })}</p>
        </section>
      )}
      <WakeSwitch />
    </div>
  );
}
