/**
 * The oldest client for Node that is still in wide use. It knows Spotify's addresses by heart and takes no others, so one prototype is
 * patched, of the requests that it builds: scheme, host and port are the service's. Everything else is as it comes.
 */
import { createRequire } from "node:module";
import SpotifyWebApi from "spotify-web-api-node";
import { beforeAll, expect, inject, test } from "vitest";
import { demoApp } from "../support/demo.ts";
import { openConsentingBrowser } from "../support/consenting-browser.ts";
import { openObedientDevice } from "../support/obedient-device.ts";
import { addressHere, picture, scopes } from "./web-api.ts";

const url = inject("serviceUrl");
const api = new SpotifyWebApi({ clientId: demoApp.id, clientSecret: demoApp.secret, redirectUri: demoApp.redirectUri });

type Builder = {
  withScheme(value: string): Builder;
  withHost(value: string): Builder;
  withPort(value: number): Builder;
  build: (this: Builder) => unknown;
};

function patchAddress(): void {
  // The library's own module: the only place that all of its requests come by.
  const requests = createRequire(import.meta.url)("spotify-web-api-node/src/base-request") as { builder(): Builder };
  const prototype = Object.getPrototypeOf(requests.builder()) as Builder;
  const { build } = prototype;
  const { hostname, port } = new URL(url);
  prototype.build = function buildHere(this: Builder) {
    return build.call(this.withScheme("http").withHost(hostname).withPort(Number(port)));
  };
}

beforeAll(async () => {
  patchAddress();
  const there = addressHere(url, api.createAuthorizeURL(scopes, "a state"));
  const back = await openConsentingBrowser(url, "moderator@demo.test").authorize(there);
  expect(back.searchParams.get("state")).toBe("a state");
  const { body } = await api.authorizationCodeGrant(back.searchParams.get("code") ?? "");
  api.setRefreshToken(body.refresh_token);
  const refreshed = await api.refreshAccessToken();
  expect(refreshed.body.access_token).not.toBe(body.access_token);
  api.setAccessToken(refreshed.body.access_token);
});

test("the listener is whoever logged in", async () => {
  expect((await api.getMe()).body).toMatchObject({ display_name: "Mona Moderator", email: "moderator@demo.test", type: "user" });
});

test("an app acts for itself", async () => {
  const own = new SpotifyWebApi({ clientId: demoApp.id, clientSecret: demoApp.secret });
  own.setAccessToken((await own.clientCredentialsGrant()).body.access_token);
  expect((await own.getNewReleases({ limit: 1 })).body.albums.items).toHaveLength(1);
});

test("the catalogue is browsed, and the library keeps what is saved", async () => {
  const { albums } = (await api.getNewReleases({ limit: 3, country: "US" })).body;
  const albumIds = albums.items.map(({ id }) => id);
  const [album] = (await api.getAlbums(albumIds)).body.albums;
  const trackIds = (await api.getAlbumTracks(album?.id ?? "")).body.items.map(({ id }) => id);
  expect((await api.getTracks(trackIds)).body.tracks.map(({ id }) => id)).toEqual(trackIds);
  expect((await api.getTrack(trackIds[0] ?? "")).body.album.id).toBe(album?.id);
  const artistId = album?.artists[0]?.id ?? "";
  expect((await api.getArtistAlbums(artistId)).body.items.map(({ id }) => id)).toContain(album?.id);
  expect((await api.getArtistTopTracks(artistId, "US")).body.tracks.length).toBeGreaterThan(0);
  await api.addToMySavedTracks(trackIds);
  await api.addToMySavedAlbums(albumIds);
  expect((await api.containsMySavedTracks(trackIds)).body).toEqual(trackIds.map(() => true));
  expect((await api.getMySavedAlbums()).body.items.map(({ album: { id } }) => id).toSorted()).toEqual(albumIds.toSorted());
  await api.removeFromMySavedTracks(trackIds);
  expect((await api.getMySavedTracks()).body.total).toBe(0);
  await api.followArtists([artistId]);
  expect((await api.isFollowingArtists([artistId])).body).toEqual([true]);
  await api.unfollowArtists([artistId]);
});

test("a playlist lives its whole life", async () => {
  const { albums } = (await api.getNewReleases({ limit: 5 })).body;
  const pages = await Promise.all(albums.items.map(({ id }) => api.getAlbumTracks(id)));
  const uris = pages.flatMap(({ body }) => body.items.map(({ uri }) => uri)).slice(0, 6);
  const { body: made } = await api.createPlaylist("From Node", { description: "A life", public: true });
  await api.addTracksToPlaylist(made.id, uris.slice(1));
  const added = await api.addTracksToPlaylist(made.id, uris.slice(0, 1), { position: 0 });

  const seen: string[] = [];
  for (let offset = 0, next: string | null = ""; next !== null; offset += 4) {
    const { body } = await api.getPlaylistTracks(made.id, { offset, limit: 4, fields: "items(track(uri)),next" });
    seen.push(...body.items.map(({ track }) => track?.uri ?? ""));
    next = body.next;
  }
  expect(seen).toEqual(uris);
  await api.reorderTracksInPlaylist(made.id, 4, 0, { range_length: 2, snapshot_id: added.body.snapshot_id });
  const { body: removed } = await api.removeTracksFromPlaylist(made.id, [{ uri: uris[0] ?? "" }]);
  await api.removeTracksFromPlaylistByPosition(made.id, [0], removed.snapshot_id);
  const { body: playlist } = await api.getPlaylist(made.id);
  expect(playlist.tracks.items.map(({ track }) => track?.uri)).toEqual([uris[5], ...uris.slice(1, 4)]);

  await api.changePlaylistDetails(made.id, { name: "Renamed" });
  await api.uploadCustomPlaylistCoverImage(made.id, await picture());
  await api.replaceTracksInPlaylist(made.id, uris);
  const me = (await api.getMe()).body;
  const { body: again } = await api.getPlaylist(made.id);
  expect(again).toMatchObject({ name: "Renamed", owner: { id: me.id }, tracks: { total: 6 }, images: [{ width: 640 }, {}, {}] });
  const mine = async (): Promise<string[]> => (await api.getUserPlaylists()).body.items.map(({ id }) => id);
  expect(await mine()).toContain(made.id);
  await api.unfollowPlaylist(made.id);
  expect(await mine()).not.toContain(made.id);
  await api.followPlaylist(made.id, { public: false });
  expect(await mine()).toContain(made.id);
});

test("playback is begun, steered, moved and told of", async () => {
  const token = api.getAccessToken() ?? "";
  expect(await api.getMyCurrentPlaybackState()).toMatchObject({ statusCode: 204 });
  await expect(api.pause()).rejects.toMatchObject({
    name: "WebapiPlayerError",
    statusCode: 404,
    body: { error: { reason: "NO_ACTIVE_DEVICE" } },
  });
  const [kitchen, desk] = [await openObedientDevice(url, token), await openObedientDevice(url, token, { kind: "computer" })];
  expect((await api.getMyDevices()).body.devices.map(({ id, type }) => [id, type])).toEqual([
    [kitchen.id, "Speaker"],
    [desk.id, "Computer"],
  ]);

  const { albums } = (await api.getNewReleases({ limit: 4 })).body;
  const pages = await Promise.all(albums.items.map(({ id }) => api.getAlbumTracks(id)));
  const uris = pages.flatMap(({ body }) => body.items.map(({ uri }) => uri)).slice(0, 4);
  await api.play({ device_id: kitchen.id, uris, offset: { uri: uris[1] ?? "" }, position_ms: 200 });
  const { body: state } = await api.getMyCurrentPlaybackState({ market: "US" });
  expect(state).toMatchObject({ device: { id: kitchen.id }, is_playing: true, context: null, item: { uri: uris[1] } });
  await api.addToQueue(uris[0] ?? "");
  await api.skipToNext();
  expect((await api.getMyCurrentPlayingTrack()).body.item?.uri).toBe(uris[0]);
  await api.skipToPrevious();
  await api.pause({ device_id: kitchen.id });
  await api.seek(1500);
  await api.setRepeat("track");
  await api.setShuffle(true);
  await api.setVolume(20);
  expect((await api.getMyCurrentPlaybackState()).body).toMatchObject({
    is_playing: false,
    progress_ms: 1500,
    repeat_state: "track",
    shuffle_state: true,
    device: { volume_percent: 20 },
  });
  await api.transferMyPlayback([desk.id]);
  await api.play();
  expect((await api.getMyCurrentPlaybackState()).body).toMatchObject({ is_playing: true, device: { id: desk.id } });
  expect((await api.getMyRecentlyPlayedTracks({ limit: 5 })).body.items).toEqual([]);
  for (const { socket } of [kitchen, desk]) socket.leave();
});

test("what is refused is told in the way that the client reads", async () => {
  await expect(api.getPlaylist("0".repeat(22))).rejects.toMatchObject({
    statusCode: 404,
    body: { error: { status: 404, reason: "not_found" } },
  });
});
