/** What a context holds for whoever asks, and what it costs to say so. */
import { applyD1Migrations, type D1Migration } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ContentAsker, ContentService } from "../../../contracts/content.ts";
import { heardIn, type ContextTrack } from "../../../domain/connect/context.ts";
import { openDatabases } from "../../../d1/databases.ts";
import { emptyCache, kept, publicPlaylists } from "../support/catalogue-worker.ts";
import { takeCounts } from "../support/counted-databases.ts";
import { fillPlayable, type PlayableCatalogue } from "../support/fill-playable.ts";

let catalogue: PlayableCatalogue;
let everyTrack: string[];

const account = "0".repeat(21).concat("7");
const playlist = "0".repeat(21).concat("8");
const asker: ContentAsker = { account, plan: "free", market: "DE", explicit: "allowed" };
const content = (): ContentService => (exports as unknown as { Content: ContentService }).Content;
const uriOf = (id: string) => `nearfield:track:${id}`;

beforeAll(async () => {
  for (const database of [env.CATALOG_0, Reflect.get(env, "CATALOG_1") as D1Database]) {
    await applyD1Migrations(database, Reflect.get(env, "MIGRATIONS") as D1Migration[]);
  }
  catalogue = await fillPlayable(openDatabases(env, env.CATALOG_SLICES));
  everyTrack = catalogue.albums.flatMap(({ trackIds }) => trackIds);
});
beforeEach(emptyCache);

/** What of it plays. */
async function resolved(uri: string, who: Partial<ContentAsker> = {}): Promise<string[] | string> {
  const tracks = await resolvedTracks(uri, who);
  return typeof tracks === "string" ? tracks : heardIn(tracks);
}

async function resolvedTracks(uri: string, who: Partial<ContentAsker> = {}): Promise<ContextTrack[] | string> {
  const answer = await content().resolve(uri, { ...asker, ...who });
  return answer.ok ? answer.tracks : answer.code;
}

/** Queries in all databases since the last time. */
function queriesSpent(): number {
  return takeCounts().reduce((sum, { queries }) => sum + queries, 0);
}

describe("a context", () => {
  it("of an album holds its tracks in order, by one question to the database, and none while it is cached", async () => {
    const [album] = catalogue.albums;
    takeCounts();
    expect(await resolved(`nearfield:album:${album?.id}`)).toEqual(album?.trackIds.map(uriOf));
    expect(queriesSpent()).toBe(2);
    expect(await resolved(`nearfield:album:${album?.id}`, { explicit: "filtered" })).toEqual(album?.trackIds.slice(0, 9).map(uriOf));
    expect(queriesSpent()).toBe(0);
  });

  it("of an artist holds what is best known of them", async () => {
    takeCounts();
    const top = await resolved(`nearfield:artist:${catalogue.artistId}`);
    expect(top).toHaveLength(10);
    expect(new Set(top).isSubsetOf(new Set([...everyTrack, catalogue.standIn].map(uriOf)))).toBe(true);
    expect(queriesSpent()).toBeLessThanOrEqual(6);
  });

  it("of a public playlist holds all of its items as they stand there, a hundred tracks a question", async () => {
    const uris = [...everyTrack, everyTrack[0] ?? ""].map(uriOf);
    publicPlaylists.set(playlist, uris);
    takeCounts();
    expect(await resolved(`nearfield:playlist:${playlist}`)).toEqual(uris);
    // 300 tracks, in two databases.
    expect(queriesSpent()).toBeLessThanOrEqual(6);
    expect(await resolved(`nearfield:playlist:${playlist}`, { explicit: "under_age" })).toHaveLength(271);
    expect(queriesSpent()).toBe(0);
  });

  it("of what is saved is whoever saved it's own", async () => {
    kept.set("track", everyTrack.slice(0, 9));
    expect(await resolved(`nearfield:collection:${account}`)).toEqual(everyTrack.slice(0, 9).map(uriOf));
    expect(await resolved(`nearfield:collection:${playlist}`)).toBe("not_found");
  });

  it("holds the same recording where a track is not for the listener's market", async () => {
    kept.set("track", [catalogue.inJapan, everyTrack[0] ?? ""]);
    expect(await resolved(`nearfield:collection:${account}`)).toEqual([catalogue.standIn, everyTrack[0] ?? ""].map(uriOf));
    expect(await resolved(`nearfield:collection:${account}`, { market: "JP" })).toEqual(
      [catalogue.inJapan, everyTrack[0] ?? ""].map(uriOf),
    );
  });

  it("says of what does not play where it stands", async () => {
    const [album] = catalogue.albums;
    const ids = album?.trackIds ?? [];
    const listed = await resolvedTracks(`nearfield:album:${album?.id}`, { explicit: "filtered" });
    expect(listed).toEqual(ids.map((id, index) => ({ uri: uriOf(id), plays: index < 9 ? uriOf(id) : null })));
    kept.set("track", ["0".repeat(22), catalogue.inJapan]);
    expect(await resolvedTracks(`nearfield:collection:${account}`)).toEqual([
      { uri: uriOf("0".repeat(22)), plays: null },
      { uri: uriOf(catalogue.inJapan), plays: uriOf(catalogue.standIn) },
    ]);
  });

  it("that is not there is said so", async () => {
    const unknown = "0".repeat(22);
    for (const uri of [`nearfield:album:${unknown}`, `nearfield:artist:${unknown}`, `nearfield:show:${unknown}`, "nonsense"])
      expect([uri, await resolved(uri)]).toEqual([uri, "not_found"]);
  });
});

describe("tracks", () => {
  it("are shown in the order asked, with links to where the listener is, by one question a database", async () => {
    const ids = [everyTrack[120] ?? "", "0".repeat(22), everyTrack[3] ?? "", everyTrack[120] ?? ""];
    takeCounts();
    const shown = await content().tracks(ids, asker, "https://alias.example");
    expect(queriesSpent()).toBeLessThanOrEqual(2);
    expect(shown.map((track) => track?.href)).toEqual(
      ids.map((id, index) => (index === 1 ? undefined : `https://alias.example/v1/tracks/${id}`)),
    );
    const [elsewhere] = await content().tracks([catalogue.inJapan], asker, "https://music.example");
    expect(elsewhere).toMatchObject({ id: catalogue.standIn, linked_from: { id: catalogue.inJapan } });
  });
});
