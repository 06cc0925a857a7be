/**
 * Spotify's own client for TypeScript, as it comes: it is given `fetch`, which its options take, and a way to redirect. Its login
 * calls the global `fetch` and looks at a browser's address; both are those of this test, and the library is not touched.
 */
import { SpotifyApi } from "@spotify/web-api-ts-sdk";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { appWithSecretSchema } from "../../contracts/accounts/apps.ts";
import { demoApp } from "../support/demo.ts";
import { openConsentingBrowser } from "../support/consenting-browser.ts";
import { openObedientDevice } from "../support/obedient-device.ts";
import { addressHere, fetchHere, picture, scopes } from "./web-api.ts";

const url = inject("serviceUrl");
const browser = openConsentingBrowser(url, "premium@demo.test");
let api: SpotifyApi;

afterAll(() => vi.unstubAllGlobals());

/** A page that the listener leaves for the login, and comes back to. */
async function logIn(): Promise<SpotifyApi> {
  const page = { location: new URL(demoApp.redirectUri), history: { replaceState: () => undefined }, crypto };
  await browser.logIn();
  const registered = await browser.send(`${url}/accounts/v1/apps`, {
    method: "POST",
    body: {
      name: "A single page",
      description: "",
      website: null,
      redirect_uris: [demoApp.redirectUri],
      device: false,
      confidential: false,
    },
  });
  const app = appWithSecretSchema.parse(await registered.json());
  vi.stubGlobal("window", page);
  vi.stubGlobal("document", { title: "" });
  vi.stubGlobal("fetch", fetchHere(url));
  const there = Promise.withResolvers<URL>();
  const redirectionStrategy = {
    redirect: async (target: string | URL) => there.resolve(new URL(addressHere(url, target.toString()))),
    onReturnFromRedirect: async () => undefined,
  };
  const store = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => store.get(key) ?? null,
    setItem: (key: string, value: string) => store.set(key, value),
    removeItem: (key: string) => store.delete(key),
  });
  const open = () => SpotifyApi.withUserAuthorization(app.id, demoApp.redirectUri, scopes, { fetch: fetchHere(url), redirectionStrategy });
  await open().authenticate();
  page.location = await browser.authorize(await there.promise);
  // The page is loaded anew when the listener comes back.
  const client = open();
  expect((await client.authenticate()).authenticated).toBe(true);
  return client;
}

beforeAll(async () => {
  api = await logIn();
});

test("the listener is whoever logged in", async () => {
  const me = await api.currentUser.profile();
  expect(me).toMatchObject({ display_name: "Priya Premium", email: "premium@demo.test", product: "premium", type: "user" });
  expect((await api.users.profile(me.id)).display_name).toBe("Priya Premium");
});

test("the catalogue is browsed", async () => {
  const { albums } = await api.browse.getNewReleases("US", 10);
  const [first] = albums.items;
  const album = await api.albums.get(first?.id ?? "");
  expect(album.tracks.items).toHaveLength(album.total_tracks);
  expect((await api.albums.tracks(album.id)).items[0]?.id).toBe(album.tracks.items[0]?.id);
  const ids = album.tracks.items.map(({ id }) => id);
  expect((await api.tracks.get(ids)).map(({ id }) => id)).toEqual(ids);
  expect((await api.tracks.get(ids[0] ?? "")).album.id).toBe(album.id);
  const artist = await api.artists.get(album.artists[0]?.id ?? "");
  expect((await api.artists.albums(artist.id, "album")).items.map(({ id }) => id)).toContain(album.id);
  expect((await api.artists.topTracks(artist.id, "US")).tracks.length).toBeGreaterThan(0);
  expect((await api.albums.get(albums.items.slice(0, 2).map(({ id }) => id))).length).toBe(2);
  expect((await api.markets.getAvailableMarkets()).markets).toContain("US");
});

test("the library keeps what is saved and followed", async () => {
  const { albums } = await api.browse.getNewReleases("US", 2);
  const [albumId = ""] = albums.items.map(({ id }) => id);
  const album = await api.albums.get(albumId);
  const trackIds = album.tracks.items.map(({ id }) => id);
  await api.currentUser.tracks.saveTracks(trackIds);
  await api.currentUser.albums.saveAlbums([albumId]);
  expect(await api.currentUser.tracks.hasSavedTracks(trackIds)).toEqual(trackIds.map(() => true));
  expect((await api.currentUser.tracks.savedTracks(20)).items.map(({ track }) => track.id)).toEqual(expect.arrayContaining(trackIds));
  expect((await api.currentUser.albums.savedAlbums()).items[0]?.album.id).toBe(albumId);
  await api.currentUser.tracks.removeSavedTracks(trackIds);
  expect(await api.currentUser.tracks.hasSavedTracks(trackIds)).toEqual(trackIds.map(() => false));
  const artistIds = [album.artists[0]?.id ?? ""];
  await api.currentUser.followArtistsOrUsers(artistIds, "artist");
  expect(await api.currentUser.followsArtistsOrUsers(artistIds, "artist")).toEqual([true]);
  expect((await api.currentUser.followedArtists()).artists.items.map(({ id }) => id)).toEqual(artistIds);
  await api.currentUser.unfollowArtistsOrUsers(artistIds, "artist");
});

test("a playlist lives its whole life", async () => {
  const me = await api.currentUser.profile();
  const { albums } = await api.browse.getNewReleases("US", 5);
  const pages = await Promise.all(albums.items.map(({ id }) => api.albums.tracks(id, "US")));
  const uris = pages.flatMap(({ items }) => items.map(({ uri }) => uri)).slice(0, 6);
  const made = await api.playlists.createPlaylist(me.id, { name: "From the SDK", description: "Made by a client", public: true });
  expect(made).toMatchObject({ name: "From the SDK", owner: { id: me.id, display_name: "Priya Premium" }, tracks: { total: 0 } });

  await api.playlists.addItemsToPlaylist(made.id, uris.slice(1));
  await api.playlists.addItemsToPlaylist(made.id, uris.slice(0, 1), 0);
  const seen: string[] = [];
  for (let offset = 0; ; offset += 2) {
    const page = await api.playlists.getPlaylistItems(made.id, "US", undefined, 2, offset);
    seen.push(...page.items.map(({ track }) => track.uri));
    if (page.next === null) break;
  }
  expect(seen).toEqual(uris);

  const whole = await api.playlists.getPlaylist(made.id);
  expect(whole.tracks.items[0]?.added_by.id).toBe(me.id);
  await api.playlists.updatePlaylistItems(made.id, { range_start: 0, insert_before: 6, range_length: 1, snapshot_id: whole.snapshot_id });
  await api.playlists.removeItemsFromPlaylist(made.id, { tracks: [{ uri: uris[1] ?? "" }] });
  const after = await api.playlists.getPlaylist(made.id, undefined, "tracks.items(track(uri))");
  expect(after.tracks.items.map(({ track }) => track.uri)).toEqual([...uris.slice(2), uris[0]]);

  await api.playlists.changePlaylistDetails(made.id, { name: "Renamed", description: "Twice" });
  await api.playlists.addCustomPlaylistCoverImageFromBase64String(made.id, await picture());
  expect((await api.playlists.getPlaylistCoverImage(made.id))[0]).toMatchObject({ width: 640, height: 640 });
  // Lists follow within a second or two.
  await vi.waitFor(async () => {
    expect((await api.currentUser.playlists.playlists()).items[0]).toMatchObject({ id: made.id, name: "Renamed" });
  }, 10_000);
  expect((await api.playlists.getUsersPlaylists(me.id)).items.map(({ id }) => id)).toContain(made.id);

  await api.currentUser.playlists.unfollow(made.id);
  expect((await api.currentUser.playlists.playlists()).items.map(({ id }) => id)).not.toContain(made.id);
  await api.currentUser.playlists.follow(made.id);
  expect(await api.currentUser.playlists.isFollowing(made.id, [me.id])).toEqual([true]);
});

test("playback is begun, steered, moved and told of", async () => {
  const { player } = api;
  const token = (await api.getAccessToken())?.access_token ?? "";
  expect(await player.getPlaybackState()).toBeNull();
  await expect(player.pausePlayback("nobody-knows")).rejects.toThrow(/NO_ACTIVE_DEVICE/);
  const [kitchen, desk] = [await openObedientDevice(url, token), await openObedientDevice(url, token, { kind: "computer", name: "Desk" })];
  const { devices } = await player.getAvailableDevices();
  expect(devices.map(({ id, type }) => [id, type])).toEqual([
    [kitchen.id, "Speaker"],
    [desk.id, "Computer"],
  ]);

  const { albums } = await api.browse.getNewReleases("US", 2);
  const [album] = await api.albums.get(albums.items.map(({ id }) => id));
  const uris = album?.tracks.items.map(({ uri }) => uri) ?? [];
  await player.startResumePlayback(kitchen.id, album?.uri, undefined, { position: 1 });
  const state = await player.getPlaybackState("US", "track,episode");
  expect(state).toMatchObject({ device: { id: kitchen.id }, is_playing: true, context: { uri: album?.uri, type: "album" } });
  expect(state.item.uri).toBe(uris[1]);
  await player.addItemToPlaybackQueue(uris[0] ?? "");
  expect((await player.getUsersQueue()).queue[0]?.uri).toBe(uris[0]);
  await player.skipToNext(kitchen.id);
  expect((await player.getCurrentlyPlayingTrack()).item.uri).toBe(uris[0]);
  await player.skipToPrevious(kitchen.id);
  await player.pausePlayback(kitchen.id);
  await player.seekToPosition(1500);
  await player.setRepeatMode("context");
  await player.togglePlaybackShuffle(true);
  await player.setPlaybackVolume(20);
  expect(await player.getPlaybackState()).toMatchObject({
    is_playing: false,
    progress_ms: 1500,
    repeat_state: "context",
    shuffle_state: true,
    device: { volume_percent: 20 },
    actions: { disallows: { pausing: true } },
  });
  await player.transferPlayback([desk.id], true);
  expect(await player.getPlaybackState()).toMatchObject({ is_playing: true, device: { id: desk.id, name: "Desk" } });
  expect((await player.getRecentlyPlayedTracks(5)).items).toEqual([]);
  await kitchen.socket.next("exec", ({ d }) => d.command.type === "volume");
  expect(kitchen.executed().map(({ type }) => type)).toEqual("play queue.add next previous pause seek repeat shuffle volume".split(" "));
  for (const { socket } of [kitchen, desk]) socket.leave();
});

test("what is refused is told in the way that the client reads", async () => {
  await expect(api.playlists.getPlaylist("0".repeat(22))).rejects.toThrow(/404/);
});
