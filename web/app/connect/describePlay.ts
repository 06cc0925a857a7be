/** A choice of tracks as the session is going to have it, with the names that it is going to give. */
import { seedOf } from "../../../domain/connect/command.ts";
import type { QueueView } from "../../../domain/connect/hub.ts";
import { connectLimits } from "../../../domain/connect/limits.ts";
import { contextUid, nameOfPlaying } from "../../../domain/connect/queue.ts";
import type { Command } from "../../../domain/connect/schema.ts";
import { shuffledOrder } from "../../../domain/connect/shuffle.ts";
import type { PlayContext } from "../../engine/types.ts";
import type { NewItem } from "../player/controls.ts";
import { contextUri, trackUri } from "./entries.ts";
import type { SessionPlayer } from "./SessionPlayer.ts";

export type DescribePlayNeeds = {
  player: Pick<SessionPlayer, "client">;
  account: string;
  /** What is known of the tracks that are going to be entries of the session's queue. */
  remember: (uid: string, item: NewItem) => void;
};

/** More do not go into one message. */
const mostUris = 1000;

export type Begun = { id: string; command: Extract<Command, { type: "play" }>; expected: QueueView };

/** Names what is played as the session is going to name it. */
export function describePlay(
  needs: DescribePlayNeeds,
  { items, start, context, position }: { items: readonly NewItem[]; start: number; context: PlayContext | undefined; position?: number },
): Begun {
  const id = needs.player.client.newId();
  const uri = context && contextUri(context, needs.account);
  // The session knows a context's own order; the page's may be another. What is saved is sorted as one likes, however much there is.
  const isNamed = items.length <= mostUris || uri === undefined || context?.type === "collection";
  const from = isNamed ? Math.max(0, Math.min(start, items.length - mostUris)) : 0;
  const chosen = isNamed ? items.slice(from, from + mostUris) : items;
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
      ...(uri !== undefined && { context: uri }),
      ...(isNamed && { uris: chosen.map(trackUri) }),
      offset: offsetOf(entries, first, !isNamed),
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
