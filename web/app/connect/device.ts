/** What this page says of itself as a device. */
import { musicCommandTypes } from "../../../domain/connect/command-types.ts";
import type { DeviceDescription } from "../../../domain/connect/schema.ts";
import { deviceOf } from "../account/settings/logic/device.ts";
import { mediaSourceClass } from "../../engine/source-buffer-queue.ts";

const kinds = { phone: "smartphone", tablet: "tablet", computer: "computer", program: "computer" } as const;

const likelyFormats = ['audio/mp4; codecs="mp4a.40.2"', 'audio/mp4; codecs="opus"', 'audio/mp4; codecs="flac"'];

export function describeDevice(id: string, userAgent: string): DeviceDescription {
  const { kind, browser, system } = deviceOf(userAgent);
  const name = browser === undefined ? "Web player" : system === undefined ? browser : `${browser} (${system})`;
  const Source = mediaSourceClass();
  return {
    id,
    name,
    kind: kinds[kind],
    roles: ["player", "controller"],
    commands: [...musicCommandTypes],
    formats: likelyFormats.filter((format) => Source?.isTypeSupported(format)),
    volume_steps: 100,
  };
}
