/**
 * What is pressed, while a session is at hand. Where this page has the playback, or nobody has, its engine acts at once and the
 * session is told; else the session is asked, and what it is going to be is shown.
 */
import { restartAfter, seedOf } from "../../../domain/connect/command.ts";
import type { QueueView } from "../../../domain/connect/hub.ts";
import { connectLimits } from "../../../domain/connect/limits.ts";
import { contextUid, nameOfPlaying } from "../../../domain/connect/queue.ts";
import type { Command } from "../../../domain/connect/schema.ts";
import { shuffledOrder } from "../../../domain/connect/shuffle.ts";
import type { PlayContext, PlayerState } from "../../engine/types.ts";
import type { Controls, NewItem, PlayOptions } from "../player/controls.ts";
import type { CommandOptions } from "./ConnectClient.ts";
import { contextUri, trackUri } from "./entries.ts";
import type { SessionEngine, SessionPlayer } from "./SessionPlayer.ts";
import { repeatOf } from "./shown.ts";

export type SessionControlsNeeds = {
  player: Pick<SessionPlayer, "client" | "holds" | "isHere" | "hold" | "begin" | "asked">;
  engine: SessionEngine;
  /** How loud this page is. */
  local: Pick<Controls, "setVolume" | "setMuted">;
  /** What the pages show. */
  shown: () => PlayerState;
  account: string;
  /** What is known of the tracks that are going to be entries of the session's queue. */
  remember: (uid: string, item: NewItem) => void;
};

/** More do not go into one message. */
const mostUris = 1000;
/** More would come in one after the other for too long. */
const mostMoved = 20;
/** Milliseconds between two words of how loud another device is to be. */
const volumeEvery = 120;

export type Begun = { id: string; command: Extract<Command, { type: "play" }>; expected: QueueView };

/** Names what is played as the session is going to name it. */
export function describePlay(
  needs: SessionControlsNeeds,
  { items, start, context, position }: { items: readonly NewItem[]; start: number; context: PlayContext | undefined; position?: number },
): Begun {
  const id = needs.player.client.newId();
  const uri = context && contextUri(context, needs.account);
  const from = uri === undefined ? Math.max(0, Math.min(start, items.length - mostUris)) : 0;
  const chosen = uri === undefined ? items.slice(from, from + mostUris) : items;
  const first = start - from;
  const name = nameOfPlaying(seedOf(id));
  const entries = chosen.map((item, index) => {
    const uid = contextUid(name, index);
    needs.remember(uid, item);
    return { uid, uri: trackUri(item), source: "context" as const };
  });
  const view = needs.player.client.view?.queue;
  const shuffle = view?.shuffle ?? false;
  const order = shuffle ? shuffledOrder(entries.length, seedOf(id), first) : entries.keys().toArray();
  const ordered = order.flatMap((index) => entries[index] ?? []);
  const place = shuffle ? 0 : first;
  const queued = (view?.next ?? []).filter(({ source }) => source === "queue");
  return {
    id,
    command: {
      type: "play",
      ...(uri === undefined ? { uris: chosen.map(trackUri) } : { context: uri }),
      offset: offsetOf(entries, first, uri !== undefined),
      ...(position !== undefined && position > 0 && { position_ms: Math.round(position * 1000) }),
    },
    expected: {
      revision: view?.revision ?? 0,
      context: uri ?? null,
      shuffle,
      repeat: view?.repeat ?? "off",
      current: ordered[place] ?? null,
      previous: ordered.slice(Math.max(0, place - connectLimits.windowBefore), place),
      next: [...queued, ...ordered.slice(place + 1)],
    },
  };
}

/**
 * A context's lists may show what can't be played, which is no entry here: what stands there once is best named by what it is, and
 * what stands there several times by what it is going to be called.
 */
function offsetOf(entries: readonly { uid: string; uri: string }[], first: number, isContext: boolean): Begun["command"]["offset"] {
  const entry = entries[first];
  if (!isContext || !entry) return { position: first };
  return entries.filter(({ uri }) => uri === entry.uri).length > 1 ? { uid: entry.uid } : { uri: entry.uri };
}

export function createSessionControls(needs: SessionControlsNeeds): Controls {
  const { player, engine } = needs;
  const { client } = player;
  /** Of what the engine has done. */
  const tell = (command: Command, options: CommandOptions = {}) =>
    client.command(command, { target: client.own, isDone: true, ...options, id: player.asked(options.id ?? client.newId()) });
  /** Of this page's playback, which it reports by itself when the connection is back. */
  const tellNow = (command: Command, options: CommandOptions = {}) => {
    if (client.isWelcome) tell(command, options);
  };
  const current = () => client.view?.queue.current;
  const ifTrack = () => ({ conditions: { if_track: current()?.uid ?? "" } });
  const queued = () => (client.view?.queue.next ?? []).filter(({ source }) => source === "queue");

  /** Somebody has to have the playback for something to wait in its queue. */
  const ensureActive = () => {
    if (client.view?.state.active === null) client.command({ type: "transfer", device: client.own, play: false }, { isDone: true });
  };
  const add = (items: readonly NewItem[]): string[] => {
    ensureActive();
    const uids: string[] = [];
    for (let from = 0; from < items.length; from += connectLimits.added) {
      const some = items.slice(from, from + connectLimits.added);
      const id = client.newId();
      for (const [index, item] of some.entries()) {
        needs.remember(`${id}-${index}`, item);
        uids.push(`${id}-${index}`);
      }
      client.command({ type: "queue.add", uris: some.map(trackUri) }, { id });
    }
    return uids;
  };

  const goTo = (uid: string) => {
    const command = { type: "play", offset: { uid } } as const;
    if (!player.isHere) {
      client.command(command);
      return;
    }
    const isThere = player.holds && engine.state.queue.some((item) => item.uid === uid);
    if (isThere) engine.jumpTo(uid);
    tell(command);
    const { view } = client;
    if (!isThere && view?.queue.current?.uid === uid) player.begin(view, { seconds: 0, play: true });
  };

  const playOn = () => {
    const { view } = client;
    if (!view) return;
    const first = view.queue.current ? undefined : (view.queue.next[0]?.uid ?? view.queue.previous[0]?.uid);
    if (first !== undefined) {
      goTo(first);
    } else if (!player.isHere) {
      client.command({ type: "resume" });
    } else if (player.holds && engine.state.status !== "idle" && engine.state.status !== "ended") {
      engine.play();
      tellNow(view.state.active === client.own ? { type: "resume" } : { type: "play" });
    } else if (view.queue.current) {
      player.begin(view, { seconds: view.state.anchor.position_ms / 1000, play: true });
      tell({ type: "play" });
    }
  };

  const setVolume = throttled((percent: number) => {
    const device = client.view?.state.active;
    if (device) client.command({ type: "volume", percent, device });
  });
  /** Of another device, before it was muted. */
  let before = 50;

  return {
    playQueue(items, start, context, { shuffled = false, at = 0, rest }: PlayOptions = {}) {
      const { id, command, expected } = describePlay(needs, { items, start, context, position: at });
      const isContext = command.context !== undefined;
      const { view } = client;
      if (player.isHere && view) {
        player.begin({ ...view, queue: expected }, { seconds: at, play: true });
        tell(command, { id, expected });
      } else {
        client.command(command, { id, expected });
      }
      if (shuffled && !expected.shuffle) client.command({ type: "shuffle", on: true }, { isDone: player.isHere });
      if (!isContext) rest?.then(add, () => undefined);
    },
    play: playOn,
    pause() {
      if (player.isHere) {
        engine.pause();
        tellNow({ type: "pause" });
      } else client.command({ type: "pause" });
    },
    seek(seconds) {
      const command = { type: "seek", position_ms: Math.max(0, Math.round(seconds * 1000)) } as const;
      if (!player.isHere) client.command(command);
      else if (player.holds) {
        engine.seek(seconds);
        tellNow(command);
      } else tell({ type: "play", position_ms: command.position_ms });
    },
    next() {
      const options = ifTrack();
      if (player.isHere && player.holds) {
        engine.next();
        tellNow({ type: "next" }, options);
      } else if (player.isHere) {
        const next = client.view?.queue.next[0];
        if (next) goTo(next.uid);
      } else client.command({ type: "next" }, options);
    },
    previous() {
      const back = client.view?.queue.previous.at(-1);
      if (!player.isHere) client.command({ type: "previous" }, ifTrack());
      else if (back && (!player.holds || engine.position() * 1000 <= restartAfter)) goTo(back.uid);
      else this.seek(0);
    },
    jumpTo: goTo,
    playNext(items) {
      const isFirst = queued().length === 0;
      const uids = add(items);
      if (isFirst || uids.length > mostMoved) return;
      for (const [index, uid] of uids.entries()) client.command({ type: "queue.move", uid, after: uids[index - 1] ?? null });
    },
    enqueue: (items) => void add(items),
    remove: (uids) => void client.command({ type: "queue.remove", uids: [...uids] }),
    move(uid, toIndex) {
      const { queue, index } = needs.shown();
      const others = queue.slice(index + 1).filter((item) => item.source === "queue" && item.uid !== uid);
      const after = others[toIndex - index - 2]?.uid ?? null;
      client.command({ type: "queue.move", uid, after });
    },
    setShuffle: (on) => void client.command({ type: "shuffle", on }),
    setRepeat: (mode) => void client.command({ type: "repeat", mode: repeatOf(mode) }),
    setVolume(level) {
      if (player.isHere) needs.local.setVolume(level);
      else setVolume(Math.round(level * 100));
    },
    setMuted(muted) {
      if (player.isHere) {
        needs.local.setMuted(muted);
        return;
      }
      const active = client.view?.devices.find((device) => device.active);
      if (muted && active && active.volume > 0) before = active.volume;
      setVolume(muted ? 0 : before);
    },
  };
}

/** At once, then no more often than every so many milliseconds, and the last one for sure. */
function throttled(run: (percent: number) => void): (percent: number) => void {
  let waiting: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const next = () => {
    timer = undefined;
    if (waiting === undefined) return;
    run(waiting);
    waiting = undefined;
    timer = setTimeout(next, volumeEvery);
  };
  return (percent) => {
    waiting = percent;
    if (timer === undefined) next();
  };
}
