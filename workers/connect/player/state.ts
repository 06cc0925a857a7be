/** What plays, where, and what comes next. */
import { Hono } from "hono";
import type { ConnectViewer, SessionSnapshot } from "../../../contracts/connect-session.ts";
import { getCurrentlyPlaying, getDevices, getPlaybackState, getQueue, getRecentlyPlayed } from "../../../contracts/web-api/player.ts";
import type { CurrentlyPlaying } from "../../../contracts/web-api/player.ts";
import type { Track } from "../../../contracts/web-api/tracks.ts";
import { parseUri } from "../../../domain/ids.ts";
import type { ConnectEnv } from "../env.ts";
import { connectSession } from "../session.ts";
import { showCurrentlyPlaying, showDevice, showDevices } from "./present.ts";
import { content, serve } from "./serve.ts";

export const playerState = new Hono<ConnectEnv>();

type Listening = { viewer: ConnectViewer; origin: string };

serve(playerState, getPlaybackState, async (request) => {
  const snapshot = await read(request);
  const { queue, devices } = snapshot.parts;
  const active = devices.find((device) => device.active);
  if (!active) return null;
  return {
    ...(await viewCurrent(request, snapshot)),
    device: showDevice(active),
    repeat_state: queue.repeat,
    shuffle_state: queue.shuffle,
  };
});

serve(playerState, getDevices, async (request) => ({ devices: showDevices((await read(request)).parts.devices) }));

serve(playerState, getCurrentlyPlaying, async (request) => {
  const snapshot = await read(request);
  return snapshot.parts.state.active === null ? null : viewCurrent(request, snapshot);
});

serve(playerState, getQueue, async (request) => {
  const { state, queue } = (await read(request)).parts;
  if (state.active === null || !queue.current) return { currently_playing: null, queue: [] };
  const [current = null, ...next] = await readTracks(request, [queue.current, ...queue.next]);
  return { currently_playing: current, queue: next.filter((track) => track !== null) };
});

serve(playerState, getRecentlyPlayed, ({ query, url }) => ({
  href: url,
  limit: query.limit,
  next: null,
  cursors: { after: null, before: null },
  total: 0,
  items: [],
}));

function read({ viewer }: Listening): Promise<SessionSnapshot> {
  return connectSession(viewer.asker.account).snapshot();
}

async function viewCurrent(request: Listening, snapshot: SessionSnapshot): Promise<CurrentlyPlaying> {
  const { current } = snapshot.parts.queue;
  const [item = null] = current ? await readTracks(request, [current]) : [];
  return showCurrentlyPlaying(request.origin, snapshot, item, request.viewer.terms);
}

async function readTracks({ viewer, origin }: Listening, entries: readonly { uri: string }[]): Promise<(Track | null)[]> {
  const ids = entries.map(({ uri }) => parseUri(uri)?.id ?? "");
  return content().tracks(ids, viewer.asker, origin);
}
