/** The playlists that were looked at lately: coming back to one shows it at once and asks only for what changed. */
import { effect, untracked } from "@preact/signals";
import { getJson } from "../../api/client.ts";
import { RequestError } from "../../api/failure.ts";
import { liveAddress } from "../../api/playlists.ts";
import { session } from "../../api/session.ts";
import { tellRefusal } from "../refusals.ts";
import { LivePlaylist } from "./LivePlaylist.ts";
import { openPendingStore } from "./pendingStore.ts";

const mostKept = 5;
const opened = new Map<string, LivePlaylist>();

async function isReadable(id: string): Promise<boolean> {
  try {
    await getJson(`/v1/playlists/${id}?fields=id`);
    return true;
  } catch (thrown) {
    return !(thrown instanceof RequestError && thrown.failure === "not_found");
  }
}

export function livePlaylist(id: string): LivePlaylist {
  const live =
    opened.get(id) ??
    new LivePlaylist({
      address: liveAddress(id),
      session: (options) => session.ensure(options),
      isReadable: () => isReadable(id),
      random: Math.random,
      open: (address) => new WebSocket(address),
      network: window,
      storeFor: (account) => openPendingStore(account, id),
      now: () => Date.now(),
      onRefused: tellRefusal,
    });
  opened.delete(id);
  opened.set(id, live);
  for (const [oldest, each] of opened) {
    if (opened.size <= mostKept) break;
    each.disconnect();
    opened.delete(oldest);
  }
  return live;
}

/** What one listener was shown is not for the next. */
let audience: string | undefined;
effect(() => {
  const [before, now] = [audience, session.audience.value];
  audience = now;
  if (before === undefined || before === now) return;
  untracked(() => {
    for (const live of opened.values()) live.disconnect();
    opened.clear();
  });
});
