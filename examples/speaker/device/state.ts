/** What a device knows, what it hears of, and what it has to do. All times are the server's, milliseconds since 1970. */
import type { ConnectParts, DeviceMessage, ServerMessage } from "../../../contracts/connect.ts";
import type { Entry, PlayerEvent } from "../player.ts";

export type SessionState = NonNullable<ConnectParts["state"]>;

type Queue = NonNullable<ConnectParts["queue"]>;

export type DeviceState = {
  id: string;
  /** What the session is, as far as it was told; null: nothing was. */
  session: { revision: number; state: SessionState; queue: Queue } | null;
  /** What this device does, whatever the session says; null: nothing. */
  playing: Playing | null;
  /** A transfer to this device that waits for the music. */
  offer: { transfer: string; entry: Entry | null } | null;
  /** The epoch that a transfer begins or ends with: until its state has come, what was said before counts. */
  handover: number | null;
};

export type Playing = { entry: Entry; status: "loading" | "playing" | "paused" | "buffering" | "over"; position_ms: number; at: number };

export type DeviceEvent =
  | { type: "message"; message: ServerMessage }
  /** Something is heard, or is not any more. */
  | { type: "player"; event: PlayerEvent }
  /** What an offer needs is at hand, or can't be had. */
  | { type: "prepared"; entry: Entry; isThere: boolean }
  /** Some time passed. */
  | { type: "tick" };

export type Effect =
  | { do: "send"; message: DeviceMessage }
  /** `at`: when it is to be heard; absent: as soon as it can. */
  | { do: "start"; entry: Entry; position_ms: number; playing: boolean; at?: number }
  | { do: "pause" }
  | { do: "resume" }
  | { do: "stop"; at?: number }
  | { do: "prepare"; entry: Entry; position_ms: number }
  /** What comes after the current entry; null: nothing. */
  | { do: "follow"; entry: Entry | null }
  | { do: "volume"; percent: number };

export type Reaction = { device: DeviceState; effects: Effect[] };

export function createDevice(id: string): DeviceState {
  return { id, session: null, playing: null, offer: null, handover: null };
}

export function isActive({ id, session }: DeviceState): boolean {
  return session?.state.active === id;
}

/** What was told of the session replaces what was known of it, part by part. */
export function learn(device: DeviceState, parts: ConnectParts, revision: number): DeviceState {
  const state = parts.state ?? device.session?.state;
  const queue = parts.queue ?? device.session?.queue;
  return state && queue ? { ...device, session: { revision, state, queue } } : device;
}

export function start(
  device: DeviceState,
  entry: Entry,
  position_ms: number,
  { playing, at, now }: { playing: boolean; at?: number; now: number },
): Reaction {
  return {
    device: { ...device, playing: { entry, status: "loading", position_ms, at: at ?? now }, offer: null },
    effects: [{ do: "start", entry, position_ms, playing, ...(at !== undefined && { at }) }],
  };
}

export function silence(device: DeviceState): Reaction {
  return device.playing ? { device: { ...device, playing: null }, effects: [{ do: "stop" }] } : { device, effects: [] };
}

export function andThen(first: Reaction, next: (device: DeviceState) => Reaction): Reaction {
  const second = next(first.device);
  return { device: second.device, effects: [...first.effects, ...second.effects] };
}

/** The entry, without what only the queue needs to know. */
export function entryOf({ uid, uri }: Entry): Entry {
  return { uid, uri };
}

export function isSame(one: Entry | null | undefined, other: Entry | null | undefined): boolean {
  return one?.uid === other?.uid && one?.uri === other?.uri;
}

export function anchorOf({ position_ms, at, status }: Playing): SessionState["anchor"] {
  return { position_ms, at, rate: status === "playing" ? 1 : 0 };
}

export function volumeOf({ id }: DeviceState, { devices }: ConnectParts): Effect[] {
  const own = devices?.find((device) => device.id === id);
  return own ? [{ do: "volume", percent: own.volume }] : [];
}
