/** A listener's session: what plays where. Pure: the clock and what a context holds are given; each change makes a new revision. */
import { positionAt, reanchor } from "./anchor.ts";
import { emptyQueue, type Queue } from "./queue.ts";
import type { Anchor, Command, ConnectRefusal, DeviceDescription, Terms } from "./schema.ts";

export type ListedDevice = DeviceDescription & {
  /** Whose it is, where several people share the session (jam.ts). */
  account?: string;
  /** The app that it came by, whose its id is; null: the player itself. */
  app?: string | null;
  /** Whether it can be called while it has no connection. */
  wakeable?: boolean;
};

export type Device = Omit<ListedDevice, "formats"> & {
  /** Whether it has a connection now. */
  online: boolean;
  /** Percent. */
  volume: number;
  /** When it was heard of last, in milliseconds since 1970. */
  seen_at: number;
};

/** What waits for a device that sleeps and was called: it is done when the device has come in, as if it were asked then. */
export type Call = {
  command: Extract<Command, { type: "play" | "transfer" }>;
  uris: readonly string[];
  terms: Terms;
  seed?: number;
  /** What would play there. */
  uri: string | null;
};

/** Playback on its way from one device to another: the one it leaves sounds until the other has the music at hand. */
export type Transfer = {
  /** The command's. */
  id: string;
  from: string | null;
  to: string;
  /** Whether it plays afterwards. */
  play: boolean;
  since: number;
  /** The device sleeps. */
  call?: Call;
};

export type Session = {
  /** Counts what was persisted. */
  revision: number;
  /** Counts the devices that had the playback: who speaks of an earlier one lost it. */
  epoch: number;
  /** The device that plays; null: none does. */
  active: string | null;
  devices: readonly Device[];
  queue: Queue;
  /** Of the queue's current entry; a rate of 0 where it is paused. */
  anchor: Anchor;
  /** The id of the command that moved playback last: what was said before it was heard of is over. null: none did. */
  asked: string | null;
  /** At which what is spoken plays. */
  speed: number;
  transfer: Transfer | null;
  /** When tracks were skipped within the last hour, oldest first. */
  skips: readonly number[];
  /** Tracks in a row that could not be played. */
  failures: number;
};

export const emptySession: Session = {
  revision: 0,
  epoch: 0,
  active: null,
  devices: [],
  queue: emptyQueue,
  anchor: { position_ms: 0, at: 0, rate: 0 },
  asked: null,
  speed: 1,
  transfer: null,
  skips: [],
  failures: 0,
};

/** The session as it is afterwards; the same object where nothing is to be persisted. Or why it stays as it was. */
export type Step = { session: Session; refusal?: undefined } | { refusal: ConnectRefusal; message: string; session?: undefined };

export function refuse(refusal: ConnectRefusal, message: string): Step {
  return { refusal, message };
}

export function changed(session: Session, change: Partial<Session>): Session {
  return { ...session, ...change, revision: session.revision + 1 };
}

export function isPlaying({ queue, anchor }: Session): boolean {
  return queue.current !== null && anchor.rate > 0;
}

export function deviceOf({ devices }: Session, id: string | null): Device | undefined {
  return id === null ? undefined : devices.find((device) => device.id === id);
}

/** Music plays at its own speed. */
export function rateOf({ speed, queue }: { speed: number; queue: { current: { uri: string } | null } }): number {
  return queue.current?.uri.includes(":episode:") ? speed : 1;
}

/** The session with another entry at hand, from its beginning, playing or not as it was. */
export function withQueue(session: Session, queue: Queue, now: number, playing: boolean): Session {
  const next = { ...session, queue };
  const rate = playing && queue.current ? rateOf(next) : 0;
  return changed(next, { anchor: { position_ms: 0, at: now, rate }, failures: 0 });
}

/** Another device has the playback, from where it is. @param at the server's time from which on it does */
export function handedTo(session: Session, device: string, play: boolean, at: number): Session {
  const rate = play && session.queue.current ? rateOf(session) : 0;
  return changed(session, { active: device, epoch: session.epoch + 1, transfer: null, anchor: reanchor(session.anchor, at, rate) });
}

/** No device has it; it stands where it was at that time. */
export function released(session: Session, at: number): Session {
  return changed(session, { active: null, epoch: session.epoch + 1, transfer: null, anchor: reanchor(session.anchor, at, 0) });
}

/** What every device of the session is told. */
export type SessionView = {
  epoch: number;
  active: string | null;
  playing: boolean;
  anchor: Anchor;
  asked: string | null;
  speed: number;
  transfer: { id: string; to: string } | null;
};

export function viewOf(session: Session): SessionView {
  const { epoch, active, anchor, asked, speed, transfer } = session;
  return {
    epoch,
    active,
    playing: isPlaying(session),
    anchor,
    asked,
    speed,
    transfer: transfer && { id: transfer.id, to: transfer.to },
  };
}

/** Whether playback can go there: at once, or once the device was called. */
export function isReachable({ online, wakeable = false }: Pick<Device, "online" | "wakeable">): boolean {
  return online || wakeable;
}

/** Milliseconds into the current entry. */
export function positionOf({ anchor }: Session, now: number): number {
  return positionAt(anchor, now);
}
