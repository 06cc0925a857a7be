/** What becomes of a command: the session afterwards, or a refusal. Commands apply in the order in which the session gets them. */
import { reanchor } from "./anchor.ts";
import { deviceForgotten } from "./devices.ts";
import { advance, contextUid, enqueue, goTo, moveQueued, playContext, removeQueued, retreat, setRepeat, setShuffle } from "./queue.ts";
import type { Command, Conditions, Terms } from "./schema.ts";
import {
  changed,
  deviceOf,
  handedTo,
  isPlaying,
  isReachable,
  positionOf,
  rateOf,
  refuse,
  withQueue,
  type Call,
  type Device,
  type Session,
  type Step,
  type Transfer,
} from "./session.ts";
import { replaced, skipped } from "./skips.ts";

export type Request = {
  /** The command's id. */
  id: string;
  command: Command;
  conditions: Conditions;
  /** The device that it came from, where it came from one. */
  from: string | null;
  /** The device that it is meant for; absent: the active one. */
  target?: string;
  /** Of `play`: the tracks of what it names, found before. */
  uris: readonly string[];
  terms: Terms;
  /** Of an order that is not for whoever asks to choose; absent: the command's id stands for one. */
  seed?: number;
  /** Milliseconds since 1970. */
  now: number;
};

/** `previous` later than this goes to the track's beginning, milliseconds. */
export const restartAfter = 3000;

export function carryOut(session: Session, request: Request): Step {
  const step = decide(session, request);
  if (step.refusal) return step;
  const isMoved = step.session.anchor !== session.anchor || step.session.queue.current !== session.queue.current;
  return isMoved ? { session: { ...step.session, asked: request.id } } : step;
}

function decide(session: Session, request: Request): Step {
  const { command, conditions } = request;
  const conflict = findConflict(session, conditions);
  if (conflict) return refuse("CONFLICT", conflict);
  if (command.type === "play") return play(session, command, request);
  if (command.type === "transfer") return transfer(session, command, request);
  if (command.type === "device.forget") return deviceForgotten(session, command.device, request.from);
  const target = request.target ?? (command.type === "volume" ? command.device : undefined) ?? session.active;
  const device = deviceOf(session, target);
  if (!device) return noDevice(request);
  if (!device.online) return refuse("DEVICE_OFFLINE", `${device.name} is not connected.`);
  if (!can(device, command.type)) return refuse("UNSUPPORTED", `${device.name} can't do that.`);
  if (command.type === "volume") return setVolume(session, device.id, command.percent);
  if (device.id !== session.active) return refuse("NO_ACTIVE_DEVICE", `${device.name} does not have the playback.`);
  return onActive(session, command, request);
}

function can({ commands, volume_steps }: Device, command: Device["commands"][number]): boolean {
  return commands.includes(command) && (command !== "volume" || volume_steps > 0);
}

function noDevice({ target }: Request): Step {
  return refuse("NO_ACTIVE_DEVICE", target === undefined ? "No device has the playback." : "There is no such device.");
}

function findConflict(session: Session, { if_track: track, if_queue_revision: revision }: Conditions): string | undefined {
  if (track !== undefined && session.queue.current?.uid !== track) return "Another track plays by now.";
  if (revision !== undefined && session.queue.revision !== revision) return "The queue has changed since.";
  return undefined;
}

type OnActive = Exclude<Command, { type: "play" | "transfer" | "volume" | "device.forget" }>;

function onActive(session: Session, command: OnActive, request: Request): Step {
  const { now, id } = request;
  switch (command.type) {
    case "pause":
      return setRate(session, 0, now);
    case "resume":
      return session.queue.current ? setRate(session, rateOf(session), now) : refuse("RESTRICTED", "There is nothing to play.");
    case "seek":
      return seek(session, command.position_ms, now);
    case "next":
      return skip(session, request);
    case "previous":
      return previous(session, now);
    case "shuffle":
      if (!command.on && request.terms.shuffleOnly) return refuse("PREMIUM_REQUIRED", "This plan plays in shuffled order.");
      return withSameTrack(session, setShuffle(session.queue, command.on, orderSeedOf(request)));
    case "repeat":
      return withSameTrack(session, setRepeat(session.queue, command.mode));
    case "speed":
      return setSpeed(session, command.rate, now);
    case "queue.add": {
      const queue = enqueue(session.queue, command.uris, id);
      if (!queue) return refuse("RESTRICTED", "The queue is full.");
      return withSameTrack(session, queue);
    }
    case "queue.move": {
      const queue = moveQueued(session.queue, command.uid, command.after);
      if (!queue) return refuse("CONFLICT", "That is not in the queue any more.");
      return withSameTrack(session, queue);
    }
    case "queue.remove":
      return withSameTrack(session, removeQueued(session.queue, command.uids));
    case "queue.clear":
    default:
      return withSameTrack(
        session,
        removeQueued(
          session.queue,
          session.queue.queued.map(({ uid }) => uid),
        ),
      );
  }
}

function withSameTrack(session: Session, queue: Session["queue"]): Step {
  return { session: queue === session.queue ? session : changed(session, { queue }) };
}

/** Playback that is on its way arrives as it was asked for last. */
function setRate(session: Session, rate: number, now: number): Step {
  const transfer = session.transfer && { ...session.transfer, play: rate > 0 };
  if (session.anchor.rate === rate && session.transfer?.play === transfer?.play) return { session };
  return { session: changed(session, { transfer, anchor: reanchor(session.anchor, now, rate) }) };
}

function seek(session: Session, position_ms: number, now: number): Step {
  if (!session.queue.current) return refuse("RESTRICTED", "There is nothing to play.");
  return { session: changed(session, { anchor: { position_ms, at: now, rate: session.anchor.rate } }) };
}

function setSpeed(session: Session, speed: number, now: number): Step {
  const next = changed(session, { speed });
  return { session: isPlaying(session) ? { ...next, anchor: reanchor(session.anchor, now, rateOf(next)) } : next };
}

function setVolume(session: Session, id: string, volume: number): Step {
  const devices = session.devices.map((device) => (device.id === id ? { ...device, volume } : device));
  return { session: changed(session, { devices }) };
}

function skip(session: Session, { terms, now }: Request): Step {
  if (!session.queue.current) return refuse("RESTRICTED", "There is nothing to skip.");
  const step = skipped(session, terms, now);
  if (step.refusal) return step;
  return { session: withQueue(step.session, advance(session.queue, "skip"), now, isPlaying(session)) };
}

function previous(session: Session, now: number): Step {
  if (!session.queue.current) return refuse("RESTRICTED", "There is nothing to play.");
  if (positionOf(session, now) > restartAfter) return seek(session, 0, now);
  return { session: withQueue(session, retreat(session.queue), now, isPlaying(session)) };
}

/** What is named, or what is there, plays on the device named, on the active one, or on the one that asks. */
function play(session: Session, command: Extract<Command, { type: "play" }>, request: Request): Step {
  const { from, now, target } = request;
  const asking = deviceOf(session, from);
  const player = asking?.roles.includes("player") ? asking.id : null;
  const device = deviceOf(session, target ?? session.active ?? player);
  if (!device) return noDevice(request);
  if (!isReachable(device)) return refuse("DEVICE_OFFLINE", `${device.name} is not connected.`);
  if (!device.roles.includes("player") || !device.commands.includes("play")) return refuse("UNSUPPORTED", `${device.name} plays nothing.`);
  const playing = begin(session, command, request);
  if (playing.refusal) return playing;
  if (!device.online) return called(session, request, { to: device.id, play: true, command, uri: playing.session.queue.current?.uri });
  const started = playing.session;
  return {
    session: device.id === session.active ? started : { ...handedTo(started, device.id, true, now), revision: session.revision + 1 },
  };
}

/** The queue as `play` wants it, and playing. */
function begin(session: Session, command: Extract<Command, { type: "play" }>, request: Request): Step {
  const { id, uris, terms, now } = request;
  const start = command.position_ms;
  if (command.context === undefined && command.uris === undefined) {
    if (command.offset) return go(session, command, terms, now);
    if (!session.queue.current) return refuse("RESTRICTED", "There is nothing to play.");
    const anchor = start === undefined ? session.anchor : { ...session.anchor, position_ms: start, at: now };
    return { session: changed(session, { anchor: reanchor(anchor, now, rateOf(session)) }) };
  }
  if (uris.length === 0) return refuse("RESTRICTED", "There is nothing in it that can be played.");
  if (terms.shuffleOnly && command.uris) return refuse("PREMIUM_REQUIRED", "This plan chooses no track.");
  const chosen = terms.shuffleOnly ? undefined : command.offset;
  const first = chosen === undefined ? firstOf(session, request) : indexOf(uris, chosen);
  if (first === undefined) return refuse("RESTRICTED", "That is not in it.");
  const shuffled = terms.shuffleOnly && !session.queue.shuffle ? { ...session.queue, shuffle: { seed: 0, first: 0 } } : session.queue;
  const queue = playContext(shuffled, command.context ?? null, uris, first, seedOf(id), orderSeedOf(request));
  const step = replaced(session, terms, now);
  if (step.refusal) return step;
  const next = withQueue(step.session, queue, now, true);
  return { session: start === undefined || terms.shuffleOnly ? next : { ...next, anchor: { ...next.anchor, position_ms: start } } };
}

/** An entry of what is there already plays. */
function go(session: Session, { offset, position_ms: start = 0 }: Extract<Command, { type: "play" }>, terms: Terms, now: number): Step {
  if (terms.shuffleOnly) return refuse("PREMIUM_REQUIRED", "This plan chooses no track.");
  const { queue } = session;
  const uid = offset && ("uid" in offset ? offset.uid : uidOf(queue, offset));
  const there = uid === undefined ? undefined : goTo(queue, uid);
  if (!there) return refuse("CONFLICT", "That is not in the queue any more.");
  const step = replaced(session, terms, now);
  if (step.refusal) return step;
  const next = withQueue(step.session, there, now, true);
  return { session: { ...next, anchor: { ...next.anchor, position_ms: start } } };
}

function uidOf({ name, uris }: Session["queue"], offset: Offset): string | undefined {
  const index = indexOf(uris, offset);
  return index === undefined ? undefined : contextUid(name, index);
}

/** Where it begins when nobody says: at the beginning; shuffled, anywhere. */
function firstOf({ queue }: Session, request: Request): number {
  return queue.shuffle || request.terms.shuffleOnly ? orderSeedOf(request) % request.uris.length : 0;
}

function orderSeedOf({ id, seed }: Request): number {
  return seed ?? seedOf(id);
}

type Offset = NonNullable<Extract<Command, { type: "play" }>["offset"]>;

function indexOf(uris: readonly string[], offset: Offset): number | undefined {
  if ("uid" in offset) return undefined;
  const index = "position" in offset ? offset.position : uris.indexOf(offset.uri);
  return index >= 0 && index < uris.length ? index : undefined;
}

/** Begins to hand the playback over; at once where nothing sounds that would have to be taken along. */
function transfer(session: Session, command: Extract<Command, { type: "transfer" }>, request: Request): Step {
  const { id, now } = request;
  const device = deviceOf(session, command.device);
  if (!device || !isReachable(device)) return refuse("DEVICE_OFFLINE", "That device is not connected.");
  if (!device.roles.includes("player")) return refuse("UNSUPPORTED", `${device.name} plays nothing.`);
  const play = command.play ?? isPlaying(session);
  if (!device.online)
    return called(session, request, { to: device.id, play, command: { ...command, play }, uri: session.queue.current?.uri });
  const active = deviceOf(session, session.active);
  if (device.id === session.active) {
    const staying = session.transfer ? changed(session, { transfer: null }) : session;
    return setRate(staying, play ? rateOf(session) : 0, now);
  }
  if (!active?.online || !isPlaying(session)) return { session: handedTo(session, device.id, play, now) };
  return { session: changed(session, { transfer: { id, from: active.id, to: device.id, play, since: now } }) };
}

type Called = Pick<Transfer, "to" | "play"> & Pick<Call, "command"> & { uri?: string | undefined };

/** The device is to be called. Until it comes in all goes on as it is. */
function called(session: Session, { id, uris, terms, seed, now }: Request, { uri, command, ...moved }: Called): Step {
  return {
    session: changed(session, {
      transfer: {
        id,
        from: session.active,
        ...moved,
        since: now,
        call: { command, uris, terms, uri: uri ?? null, ...(seed !== undefined && { seed }) },
      },
    }),
  };
}

/** The seed that a command's id stands for (FNV-1a, 32 bits). */
export function seedOf(id: string): number {
  let hash = 0x811c9dc5;
  for (const character of id) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  return hash;
}
