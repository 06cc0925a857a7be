/** What this page says of itself as a device. */
import type { Command, DeviceDescription } from "../../../domain/connect/schema.ts";
import { deviceOf } from "../account/settings/logic/device.ts";
import { mediaSourceClass } from "../../engine/source-buffer-queue.ts";

const kinds = { phone: "smartphone", tablet: "tablet", computer: "computer", program: "computer" } as const;

/** Everything but the speed: it plays music. */
const commands = [
  "play",
  "pause",
  "resume",
  "seek",
  "next",
  "previous",
  "shuffle",
  "repeat",
  "volume",
  "queue.add",
  "queue.move",
  "queue.remove",
  "queue.clear",
  "transfer",
] as const satisfies readonly Command["type"][];

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
    commands: [...commands],
    formats: likelyFormats.filter((format) => Source?.isTypeSupported(format)),
    volume_steps: 100,
  };
}
