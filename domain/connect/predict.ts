/**
 * What a session is going to be once a command is done, as far as a device that knows a window of its queue can tell: shown until
 * the session itself has said it. Pure.
 */
import { positionAt, reanchor } from "./anchor.ts";
import { restartAfter } from "./command.ts";
import type { Parts, QueueView } from "./hub.ts";
import type { Command } from "./schema.ts";
import { rateOf } from "./session.ts";

export type Asked = {
  id: string;
  command: Command;
  /** The device that it is meant for; absent: the active one. */
  target?: string | undefined;
  /** The server's time when it was asked. */
  at: number;
  /** Of `play`: what the queue is going to be. */
  expected?: QueueView | undefined;
};

/** @param own the device that asks */
export function predict(parts: Parts, asked: Asked, own: string): Parts {
  const { state, queue } = parts;
  const { command, at } = asked;
  const withRate = (rate: number): Parts => ({
    ...parts,
    state: { ...state, playing: rate > 0, anchor: reanchor(state.anchor, at, rate) },
  });
  switch (command.type) {
    case "play":
      return predictPlay(parts, asked, own);
    case "pause":
      return withRate(0);
    case "resume":
      return queue.current ? withRate(rateOf({ speed: state.speed, queue })) : parts;
    case "seek":
      return { ...parts, state: { ...state, anchor: { ...state.anchor, position_ms: command.position_ms, at } } };
    case "next":
      return begun(parts, advanced(queue), at, state.playing);
    case "previous":
      return begun(parts, positionAt(state.anchor, at) > restartAfter ? queue : retreated(queue), at, state.playing);
    case "shuffle":
      return { ...parts, queue: { ...queue, shuffle: command.on } };
    case "repeat":
      return { ...parts, queue: { ...queue, repeat: command.mode } };
    case "volume":
      return withVolume(parts, asked.target ?? command.device ?? state.active, command.percent);
    case "transfer":
      return predictTransfer(parts, asked.id, command, at);
    case "queue.add":
    case "queue.move":
    case "queue.remove":
    case "queue.clear":
      return { ...parts, queue: { ...queue, next: edited(queue, asked.id, command) } };
    case "speed":
      return predictSpeed(parts, command.rate, at);
    case "device.forget":
    default:
      return parts;
  }
}

function predictSpeed(parts: Parts, speed: number, at: number): Parts {
  const { state, queue } = parts;
  const anchor = state.playing ? reanchor(state.anchor, at, rateOf({ speed, queue })) : state.anchor;
  return { ...parts, state: { ...state, speed, anchor } };
}

/** Another entry from its beginning. */
function begun(parts: Parts, queue: QueueView, at: number, playing: boolean, position = 0): Parts {
  const sounds = playing && queue.current !== null;
  const anchor = { position_ms: position, at, rate: sounds ? rateOf({ speed: parts.state.speed, queue }) : 0 };
  return { ...parts, queue, state: { ...parts.state, playing: sounds, anchor } };
}

function activated(parts: Parts, device: string): Parts {
  if (device === parts.state.active) return parts;
  return {
    ...parts,
    state: { ...parts.state, active: device, transfer: null },
    devices: parts.devices.map((each) => ({ ...each, active: each.id === device })),
  };
}

function predictPlay(parts: Parts, { command, target, at, expected }: Asked, own: string): Parts {
  if (command.type !== "play") return parts;
  const here = activated(parts, target ?? parts.state.active ?? own);
  const { position_ms: position, offset } = command;
  const uid = offset && "uid" in offset ? offset.uid : undefined;
  const queue = expected ?? (uid === undefined ? undefined : goneTo(parts.queue, uid));
  if (queue) return begun(here, queue, at, true, position);
  if (!parts.queue.current) return here;
  const anchor = reanchor(parts.state.anchor, at, rateOf({ speed: parts.state.speed, queue: parts.queue }));
  return {
    ...here,
    state: { ...here.state, playing: true, anchor: position === undefined ? anchor : { ...anchor, position_ms: position } },
  };
}

function predictTransfer(parts: Parts, id: string, command: Extract<Command, { type: "transfer" }>, at: number): Parts {
  const { state } = parts;
  const from = parts.devices.find((device) => device.id === state.active);
  const play = (command.play ?? state.playing) && parts.queue.current !== null;
  const rate = play ? rateOf({ speed: state.speed, queue: parts.queue }) : 0;
  if (command.device === state.active) {
    const anchor = rate === state.anchor.rate ? state.anchor : reanchor(state.anchor, at, rate);
    return { ...parts, state: { ...state, playing: play, anchor, transfer: null } };
  }
  const sleeps = parts.devices.some((device) => device.id === command.device && !device.online);
  if (sleeps || (from?.online === true && state.playing)) return { ...parts, state: { ...state, transfer: { id, to: command.device } } };
  const here = activated(parts, command.device);
  return { ...here, state: { ...here.state, playing: play, anchor: reanchor(state.anchor, at, rate) } };
}

function withVolume(parts: Parts, device: string | null, volume: number): Parts {
  return { ...parts, devices: parts.devices.map((each) => (each.id === device ? { ...each, volume } : each)) };
}

function advanced(queue: QueueView): QueueView {
  const [first = null, ...next] = queue.next;
  const previous = passed(queue, []);
  // All is over, and stands at its beginning.
  return { ...queue, previous: first ? previous : previous.slice(0, 1), current: first, next };
}

function retreated(queue: QueueView): QueueView {
  const back = queue.previous.at(-1);
  if (!back) return queue;
  return goneTo(queue, back.uid) ?? queue;
}

/** What came before in the context, once these were passed over too. */
function passed({ previous, current }: QueueView, over: QueueView["next"]): QueueView["previous"] {
  const context = [...(current ? [current] : []), ...over].filter(({ source }) => source === "context");
  return [...previous, ...context.map(({ uid, uri }) => ({ uid, uri }))];
}

/** As `goTo` of the domain has it. @returns undefined when it is not among what is known */
function goneTo(queue: QueueView, uid: string): QueueView | undefined {
  if (uid === queue.current?.uid && queue.current.source === "context") return queue;
  const at = queue.next.findIndex((entry) => entry.uid === uid);
  const entry = queue.next[at];
  if (entry?.source === "queue")
    return { ...queue, previous: passed(queue, []), current: entry, next: queue.next.filter((each) => each !== entry) };
  if (entry) {
    const over = queue.next.slice(0, at);
    const queued = over.filter(({ source }) => source === "queue");
    return { ...queue, previous: passed(queue, over), current: entry, next: [...queued, ...queue.next.slice(at + 1)] };
  }
  const before = queue.previous.findIndex((each) => each.uid === uid);
  const back = queue.previous[before];
  if (!back) return undefined;
  const again = [
    ...queue.previous.slice(before + 1).map((each) => ({ ...each, source: "context" as const })),
    ...(queue.current?.source === "context" ? [queue.current] : []),
  ];
  const queued = queue.next.filter(({ source }) => source === "queue");
  const others = queue.next.filter(({ source }) => source !== "queue");
  return {
    ...queue,
    previous: queue.previous.slice(0, before),
    current: { ...back, source: "context" },
    next: [...queued, ...again, ...others],
  };
}

type Edit = Extract<Command, { type: `queue.${string}` }>;

function edited({ next }: QueueView, id: string, command: Edit): QueueView["next"] {
  const queued = next.filter(({ source }) => source === "queue");
  const others = next.filter(({ source }) => source !== "queue");
  switch (command.type) {
    case "queue.add":
      return [...queued, ...command.uris.map((uri, index) => ({ uid: `${id}-${index}`, uri, source: "queue" as const })), ...others];
    case "queue.move": {
      const entry = queued.find(({ uid }) => uid === command.uid);
      const rest = queued.filter((each) => each !== entry);
      const at = command.after === null ? 0 : rest.findIndex(({ uid }) => uid === command.after) + 1;
      return entry ? [...rest.toSpliced(at, 0, entry), ...others] : next;
    }
    case "queue.remove": {
      const gone = new Set(command.uids);
      return [...queued.filter(({ uid }) => !gone.has(uid)), ...others];
    }
    case "queue.clear":
    default:
      return others;
  }
}
