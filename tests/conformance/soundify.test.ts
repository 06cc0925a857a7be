/** A client for every runtime with fetch: it is given the service's address, and how a token is refreshed. */
import * as soundify from "@soundify/web-api";
import { PageIterator } from "@soundify/web-api/pagination";
import { beforeAll, expect, inject, test, vi } from "vitest";
import { openConsentingBrowser } from "../support/consenting-browser.ts";
import { logIn, picture, tokensFor } from "./web-api.ts";

const url = inject("serviceUrl");
let client: soundify.SpotifyClient;

beforeAll(async () => {
  const tokens = await logIn(url, openConsentingBrowser(url, "label@demo.test"));
  let refreshToken = tokens.refresh_token;
  // The first token is none that is known: the client asks for another by itself.
  client = new soundify.SpotifyClient("expired", {
    baseUrl: `${url}/`,
    async refresher() {
      const next = await tokensFor(url, { grant_type: "refresh_token", refresh_token: refreshToken });
      refreshToken = next.refresh_token;
      return next.access_token;
    },
  });
});

test("the listener is whoever logged in, with a token that was refreshed", async () => {
  expect(await soundify.getCurrentUser(client)).toMatchObject({ display_name: "Lale Label", email: "label@demo.test" });
});

test("the catalogue is browsed, and the library keeps what is saved", async () => {
  const releases = await soundify.getNewReleases(client, { limit: 5 });
  const [first] = releases.items;
  const album = await soundify.getAlbum(client, first?.id ?? "");
  const trackIds = album.tracks.items.map(({ id }) => id);
  expect((await soundify.getTracks(client, trackIds)).map(({ id }) => id)).toEqual(trackIds);
  expect((await soundify.getArtist(client, album.artists[0]?.id ?? "")).name).toBe(album.artists[0]?.name);
  await soundify.saveTracks(client, trackIds);
  expect(await soundify.checkIfTracksSaved(client, trackIds)).toEqual(trackIds.map(() => true));
  expect((await soundify.getSavedTracks(client, { limit: 10 })).items.map(({ track }) => track.id)).toEqual(
    expect.arrayContaining(trackIds),
  );
  await soundify.removeSavedTracks(client, trackIds);
  expect(await soundify.checkIfTrackSaved(client, trackIds[0] ?? "")).toBe(false);
  await soundify.followArtist(client, album.artists[0]?.id ?? "");
  expect((await soundify.getFollowedArtists(client)).items.map(({ id }) => id)).toEqual([album.artists[0]?.id]);
  await soundify.unfollowArtist(client, album.artists[0]?.id ?? "");
});

test("a playlist lives its whole life", async () => {
  const me = await soundify.getCurrentUser(client);
  const releases = await soundify.getNewReleases(client, { limit: 5 });
  const albums = await soundify.getAlbums(
    client,
    releases.items.map(({ id }) => id),
  );
  const uris = albums.flatMap(({ tracks }) => tracks.items.map(({ uri }) => uri)).slice(0, 7);
  const made = await soundify.createPlaylist(client, me.id, { name: "From Soundify", public: false, description: "A life" });
  await soundify.addItemsToPlaylist(client, made.id, uris.slice(1));
  const { snapshot_id } = await soundify.addItemToPlaylist(client, made.id, uris[0] ?? "", 0);

  const pages = new PageIterator((offset) => soundify.getPlaylistTracks(client, made.id, { offset, limit: 3 }));
  expect((await pages.collect()).map(({ track }) => track.uri)).toEqual(uris);
  await soundify.reorderPlaylistItems(client, made.id, { range_start: 5, insert_before: 0, range_length: 2, snapshot_id });
  await soundify.removePlaylistItem(client, made.id, uris[0] ?? "");
  const { tracks } = await soundify.getPlaylist(client, made.id, { fields: "tracks.items(track(uri))" });
  expect(tracks.items.map(({ track }) => track.uri)).toEqual([...uris.slice(5), ...uris.slice(1, 5)]);

  // The client's own changePlaylistDetails asks for /v1/playlist, which nobody has ever served.
  await client.fetch(`/v1/playlists/${made.id}`, { method: "PUT", body: { name: "Renamed", public: true } });
  await soundify.uploadPlaylistCoverImage(client, made.id, await picture());
  expect((await soundify.getPlaylistCoverImage(client, made.id))[1]).toMatchObject({ width: 300 });
  // Lists follow within a second or two.
  await vi.waitFor(async () => {
    expect((await soundify.getCurrentUsersPlaylists(client)).items[0]).toMatchObject({ id: made.id, name: "Renamed", public: true });
  }, 10_000);
  await soundify.replacePlaylistItems(client, made.id, uris.slice(0, 1));
  expect((await soundify.getPlaylistTracks(client, made.id)).total).toBe(1);
  await soundify.unfollowPlaylist(client, made.id);
  expect((await soundify.getCurrentUsersPlaylists(client)).items.map(({ id }) => id)).not.toContain(made.id);
  await soundify.followPlaylist(client, made.id);
  expect(await soundify.checkIfUserFollowsPlaylist(client, me.id, made.id)).toBe(true);
});

test("what is refused is told in the way that the client reads", async () => {
  await expect(soundify.getPlaylist(client, "0".repeat(22))).rejects.toMatchObject({ name: "SpotifyError", response: { status: 404 } });
});
