/** What the listener queues, wherever the playback is: the session is asked. */
import { connectLimits } from "../../../domain/connect/limits.ts";
import type { PlayerState } from "../../engine/types.ts";
import type { Controls, NewItem } from "../player/controls.ts";
import type { ConnectClient } from "./ConnectClient.ts";
import { trackUri } from "./entries.ts";

export type QueueControlsNeeds = {
  client: ConnectClient;
  /** What the pages show. */
  shown: () => PlayerState;
  remember: (uid: string, item: NewItem) => void;
};

/** More would come in one after the other for too long. */
const mostMoved = 20;

export function createQueueControls({
  client,
  shown,
  remember,
}: QueueControlsNeeds): Pick<Controls, "playNext" | "enqueue" | "remove" | "move"> {
  return {
    playNext(items) {
      const isFirst = !client.view?.queue.next.some(({ source }) => source === "queue");
      const uids = enqueue(client, items, remember);
      if (isFirst || uids.length > mostMoved) return;
      for (const [index, uid] of uids.entries()) client.command({ type: "queue.move", uid, after: uids[index - 1] ?? null });
    },
    enqueue: (items) => void enqueue(client, items, remember),
    remove: (uids) => void client.command({ type: "queue.remove", uids: [...uids] }),
    move(uid, toIndex) {
      const { queue, index } = shown();
      const others = queue.slice(index + 1).filter((item) => item.source === "queue" && item.uid !== uid);
      const after = others[toIndex - index - 2]?.uid ?? null;
      client.command({ type: "queue.move", uid, after });
    },
  };
}

/** @returns the names that they are going to have */
function enqueue(client: ConnectClient, items: readonly NewItem[], remember: QueueControlsNeeds["remember"]): string[] {
  // Somebody has to have the playback for something to wait in its queue.
  if (client.view?.state.active === null) client.command({ type: "transfer", device: client.own, play: false }, { isDone: true });
  const uids: string[] = [];
  for (let from = 0; from < items.length; from += connectLimits.added) {
    const some = items.slice(from, from + connectLimits.added);
    const id = client.newId();
    for (const [index, item] of some.entries()) {
      remember(`${id}-${index}`, item);
      uids.push(`${id}-${index}`);
    }
    client.command({ type: "queue.add", uris: some.map(trackUri) }, { id });
  }
  return uids;
}
