/** The catalogue's side of the Web API, field by field: what is asked for in bulk, near, by genre, featured and recommended. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { errorBodySchema } from "../../contracts/errors.ts";
import { getAlbums } from "../../contracts/web-api/albums.ts";
import { getArtists, getArtistAlbums, getArtistTopTracks, getRelatedArtists } from "../../contracts/web-api/artists.ts";
import {
  getCategories,
  getCategory,
  getFeaturedPlaylists,
  getGenreSeeds,
  getMarkets,
  getNewReleases,
} from "../../contracts/web-api/browse.ts";
import { playlistSchema } from "../../contracts/web-api/playlists.ts";
import { getRecommendations } from "../../contracts/web-api/recommendations.ts";
import { getTracks } from "../../contracts/web-api/tracks.ts";
import type { ReleaseInput } from "../../domain/release.ts";
import { putRecording, putRelease, releaseInput, trackInput } from "../support/catalogue.ts";
import { openPeople } from "../support/people.ts";
import { startService, waitFor, type TestService } from "../support/runtime.ts";

type Delivered = Awaited<ReturnType<typeof putRelease>>;

let service: TestService;
let recording: string;
let duet: Delivered;
let solo: Delivered;
let gone: Delivered;
const nobody = "0000000000000000000000";

beforeAll(async () => {
  service = await startService();
  recording = await putRecording(service, "catalogue");
  const deliver = (title: string, more: Partial<ReleaseInput>, tracks = 2) =>
    putRelease(
      service,
      releaseInput(
        title,
        Array.from({ length: tracks }, (_, at) => trackInput(recording, at + 1, { artists: more.artists ?? [{ name: "The Owner" }] })),
        { artists: [{ name: "The Owner" }], genres: ["Hip Hop"], ...more },
      ),
    );
  solo = await deliver("Solo", { release_date: "2021" }, 12);
  duet = await deliver("Duet", { artists: [{ name: "The Owner" }, { name: "The Other" }], release_date: "2022" });
  await deliver("Elsewhere", { markets: ["JP"], release_date: "2024" });
  gone = await deliver("Gone", { release_date: "2023" });
  await deliver("Alike", { artists: [{ name: "The Stranger" }], genres: ["hip-hop"] });
  await service.ingest("POST", "/takedowns", { id: gone.album_id, action: "withdraw" });
  await waitFor(async () => {
    const { categories } = await ask(getCategories.answer, "/v1/browse/categories");
    const { artists } = await ask(getRelatedArtists.answer, `/v1/artists/${await ownerId()}/related-artists`);
    const albums = await ask(getArtistAlbums.answer, `/v1/artists/${await ownerId()}/albums`);
    return categories.total === 1 && artists.length === 2 && albums.total === 2;
  }, "everything in its lists");
});
afterAll(() => service.stop());

async function ask<Schema extends z.ZodType>(schema: Schema, path: string, token?: string): Promise<z.infer<Schema>> {
  const response = await service.api(path, token === undefined ? {} : { token });
  const body: unknown = await response.json();
  if (response.status !== 200) throw new Error(`${path}: ${response.status} ${JSON.stringify(body)}`);
  return schema.parse(body);
}

async function refusal(path: string) {
  const response = await service.api(path);
  const { error } = errorBodySchema.parse(await response.json());
  return [response.status, error.reason, error.field];
}

async function ownerId(): Promise<string> {
  const { albums } = await ask(getAlbums.answer, `/v1/albums?ids=${solo.album_id}`);
  return albums[0]?.artists[0]?.id ?? "";
}

const firstTrack = (release: Delivered) => release.tracks[0]?.track_id ?? "";

describe("several at once", () => {
  test("come in the order asked, again where asked again, null where unknown or withdrawn", async () => {
    const ids = [duet.album_id, nobody, solo.album_id, gone.album_id, duet.album_id];
    const { albums } = await ask(getAlbums.answer, `/v1/albums?ids=${ids.join(",")}`);
    expect(albums.map((album) => album?.id ?? null)).toEqual([duet.album_id, null, solo.album_id, null, duet.album_id]);
    const trackIds = [firstTrack(solo), nobody, firstTrack(gone), firstTrack(solo)];
    const { tracks } = await ask(getTracks.answer, `/v1/tracks?ids=${trackIds.join(",")}`);
    expect(tracks.map((track) => track?.id ?? null)).toEqual([firstTrack(solo), null, null, firstTrack(solo)]);
    const owner = await ownerId();
    const { artists } = await ask(getArtists.answer, `/v1/artists?ids=${owner},${nobody},${owner}`);
    expect(artists.map((artist) => artist?.name ?? null)).toEqual(["The Owner", null, "The Owner"]);
    expect(artists[0]).toMatchObject({ genres: ["Hip Hop"], followers: { href: null, total: 0 } });
  });

  test("say of each what one alone says", async () => {
    const { tracks } = await ask(getTracks.answer, `/v1/tracks?ids=${firstTrack(solo)}`);
    expect(await (await service.api(`/v1/tracks/${firstTrack(solo)}`)).json()).toEqual(tracks[0]);
    const { albums } = await ask(getAlbums.answer, `/v1/albums?ids=${solo.album_id}`);
    expect(await (await service.api(`/v1/albums/${solo.album_id}`)).json()).toEqual(albums[0]);
  });

  test.each([
    ["/v1/albums", [400, "invalid_request", "ids"]],
    ["/v1/albums?ids=", [400, "invalid_request", "ids.0"]],
    ["/v1/tracks?ids=short", [400, "invalid_request", "ids.0"]],
    [`/v1/albums?ids=${Array.from({ length: 21 }, () => nobody).join(",")}`, [400, "invalid_request", "ids"]],
    [`/v1/artists?ids=${Array.from({ length: 51 }, () => nobody).join(",")}`, [400, "invalid_request", "ids"]],
    ["/v1/artists/short/top-tracks", [400, "invalid_id", "id"]],
    [`/v1/artists/${nobody}/top-tracks`, [404, "not_found", undefined]],
    [`/v1/artists/${nobody}/related-artists`, [404, "not_found", undefined]],
    ["/v1/browse/categories/nothing", [404, "not_found", undefined]],
    ["/v1/browse/categories?locale=nonsense!", [400, "invalid_request", "locale"]],
    ["/v1/recommendations", [400, "invalid_request", "seed_artists"]],
    ["/v1/recommendations?seed_genres=a,b,c&seed_artists=" + [nobody, nobody, nobody].join(","), [400, "invalid_request", "seed_artists"]],
    ["/v1/recommendations?seed_genres=pop&min_energy=2", [400, "invalid_request", "min_energy"]],
  ])("%s is refused by name", async (path, expected) => {
    expect(await refusal(path)).toEqual(expected);
  });
});

describe("an artist", () => {
  test("has ten top tracks: what may be heard here first, the newest release first, in order", async () => {
    const { tracks } = await ask(getArtistTopTracks.answer, `/v1/artists/${await ownerId()}/top-tracks?market=DE`);
    expect(tracks.map((track) => [track.album.name, track.track_number])).toEqual([
      ["Duet", 1],
      ["Duet", 2],
      ...Array.from({ length: 8 }, (_, at) => ["Solo", at + 1]),
    ]);
    const japanese = await ask(getArtistTopTracks.answer, `/v1/artists/${await ownerId()}/top-tracks`, await service.token("JP"));
    expect(japanese.tracks[0]?.album.name).toBe("Elsewhere");
  });

  test("stands near whoever shares credits, then near whoever shares genres", async () => {
    const { artists } = await ask(getRelatedArtists.answer, `/v1/artists/${await ownerId()}/related-artists`);
    expect(artists.map((artist) => artist.name)).toEqual(["The Other", "The Stranger"]);
  });

  test("has pages that keep what was asked for", async () => {
    const path = `/v1/artists/${await ownerId()}/albums?include_groups=album&market=DE&limit=1`;
    const page = await ask(getArtistAlbums.answer, path);
    expect([page.items.map((album) => album.name), page.previous]).toEqual([["Duet"], null]);
    const next = new URL(page.next ?? "");
    expect(Object.fromEntries(next.searchParams)).toEqual({ include_groups: "album", market: "DE", offset: "1", limit: "1" });
    const last = await ask(getArtistAlbums.answer, next.pathname + next.search);
    expect([last.items.map((album) => album.name), last.next]).toEqual([["Solo"], null]);
  });
});

describe("browsing", () => {
  test("categories are genres, however they are spelled", async () => {
    const { categories } = await ask(getCategories.answer, "/v1/browse/categories?locale=de_DE&limit=1");
    expect(categories.items).toMatchObject([{ id: "hip-hop", name: "Hip Hop", icons: [] }]);
    expect(categories.href).toContain("locale=de_DE");
    expect(await ask(getCategory.answer, "/v1/browse/categories/hip-hop")).toEqual(categories.items[0]);
    expect(await ask(getGenreSeeds.answer, "/v1/recommendations/available-genre-seeds")).toEqual({ genres: ["hip-hop"] });
  });

  test("new releases are those of the listener's market, and a withdrawn one is none", async () => {
    const names = async (token?: string) =>
      (await ask(getNewReleases.answer, "/v1/browse/new-releases", token)).albums.items.map((album) => album.name);
    expect(await names()).toEqual(["Duet", "Solo", "Alike"]);
    expect(await names(await service.token("JP"))).toEqual(["Elsewhere", "Duet", "Solo", "Alike"]);
  });

  test("there are markets, and no shows yet", async () => {
    const { markets } = await ask(getMarkets.answer, "/v1/markets");
    expect(markets).toHaveLength(249);
    expect(await (await service.api(`/v1/shows?ids=${nobody}`)).json()).toEqual({ shows: [null] });
  });
});

describe("recommendations", () => {
  test("lead from an artist, a track and a genre to tracks that may be heard, the same ones again", async () => {
    const path = `/v1/recommendations?limit=5&seed_artists=${await ownerId()}&seed_tracks=${firstTrack(duet)}&seed_genres=hip-hop`;
    const answer = await ask(getRecommendations.answer, path);
    expect(answer.tracks).toHaveLength(5);
    expect(answer.tracks.every((track) => track.is_playable && track.id !== firstTrack(duet))).toBe(true);
    expect(answer.seeds.map((seed) => seed.type)).toEqual(["artist", "track", "genre"]);
    expect(answer.seeds.every((seed) => seed.initialPoolSize >= seed.afterFilteringSize && seed.afterFilteringSize > 0)).toBe(true);
    expect(await ask(getRecommendations.answer, path)).toEqual(answer);
  });

  test("keep within what is asked of a track's length", async () => {
    const path = "/v1/recommendations?seed_genres=Hip%20Hop&max_duration_ms=1000";
    const { tracks, seeds } = await ask(getRecommendations.answer, path);
    expect([tracks, seeds]).toMatchObject([[], [{ id: "Hip Hop", afterFilteringSize: 0 }]]);
  });
});

describe("featured playlists", () => {
  test("are what moderators show, while it is public", async () => {
    const people = await openPeople(service);
    const scope = "playlist-modify-public playlist-modify-private";
    const [author, moderator] = [await people.make({ scope }), await people.make({ scope, roles: ["moderator"] })];
    const made = await service.api("/v1/me/playlists", { method: "POST", token: author.token, body: { name: "Shown", public: true } });
    const { id } = playlistSchema.parse(await made.json());
    const path = `/v1/browse/featured-playlists/${id}`;
    const change = { message: "Listen", category_ids: ["Hip Hop"] };
    expect((await service.api(path, { method: "PUT", token: author.token, body: change })).status).toBe(403);
    const app = await people.tokenFor(moderator, { client: "app", scope, roles: ["moderator"] });
    for (const method of ["PUT", "DELETE"])
      expect([method, (await service.api(path, { method, token: app, body: change })).status]).toEqual([method, 403]);
    for (const message of ["a\u202Eb", "\u3164"]) {
      const refused = await service.api(path, { method: "PUT", token: moderator.token, body: { message } });
      const { error } = errorBodySchema.parse(await refused.json());
      expect([refused.status, error.field]).toEqual([400, "message"]);
    }
    const shownOf = (where: string) => async () => {
      const { message, playlists } = await ask(getFeaturedPlaylists.answer, where);
      return { message, names: playlists.items.map((playlist) => playlist.name) };
    };
    await waitFor(
      async () => (await service.api(path, { method: "PUT", token: moderator.token, body: change })).status === 204,
      "the playlist's row",
    );
    expect(await shownOf("/v1/browse/featured-playlists")()).toEqual({ message: "Listen", names: ["Shown"] });
    expect((await shownOf("/v1/browse/categories/hip-hop/playlists")()).names).toEqual(["Shown"]);
    await service.api(`/v1/playlists/${id}`, { method: "PUT", token: author.token, body: { public: false } });
    await waitFor(async () => (await shownOf("/v1/browse/featured-playlists")()).names.length === 0, "nothing that is not public");
    expect((await service.api(path, { method: "PUT", token: moderator.token, body: change })).status).toBe(404);
    expect((await service.api(path, { method: "DELETE", token: moderator.token })).status).toBe(204);
  });
});

test("a track that is not for this market is stood in for by one of the same recording that is", async () => {
  const unique = await putRecording(service, "linked");
  const [there, here] = [
    await putRelease(service, releaseInput("There", [trackInput(unique, 1)], { markets: ["JP"], genres: [] })),
    await putRelease(service, releaseInput("Here", [trackInput(unique, 1)], { markets: ["DE"], genres: [] })),
  ];
  const german = await service.token("DE");
  const { tracks } = await ask(getTracks.answer, `/v1/tracks?ids=${firstTrack(there)},${firstTrack(here)}`, german);
  expect(tracks).toMatchObject([
    { id: firstTrack(here), is_playable: true, album: { name: "Here" }, linked_from: { id: firstTrack(there), type: "track" } },
    { id: firstTrack(here), is_playable: true },
  ]);
  expect(tracks[1]).not.toHaveProperty("linked_from");
  const [french] = (await ask(getTracks.answer, `/v1/tracks?ids=${firstTrack(there)}`, await service.token("FR"))).tracks;
  expect(french).toMatchObject({ id: firstTrack(there), is_playable: false, restrictions: { reason: "market" } });
});
