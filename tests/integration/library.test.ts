/** What listeners keep and follow, through the Web API as its clients use it, in both its generations. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorBodySchema } from "../../contracts/errors.ts";
import { artistSchema } from "../../contracts/web-api/artists.ts";
import { albumSchema } from "../../contracts/web-api/albums.ts";
import { savedAlbumSchema, savedTrackSchema } from "../../contracts/web-api/library.ts";
import { cursorPageSchema, pageSchema } from "../../contracts/web-api/common.ts";
import { privateUserSchema, publicUserSchema } from "../../contracts/web-api/users.ts";
import { putRecording, putRelease, releaseInput, trackInput } from "../support/catalogue.ts";
import { openPeople, type People, type Person } from "../support/people.ts";
import { startService, waitFor, type TestService } from "../support/runtime.ts";

const scope = [
  "user-library-read user-library-modify user-follow-read user-follow-modify user-read-private user-read-email user-top-read",
  "playlist-read-private playlist-modify-public playlist-modify-private",
].join(" ");
const unknown = "0".repeat(22);

let service: TestService;
let people: People;
let ada: Person;
const albums: string[] = [];
const tracks: string[] = [];
const artists: string[] = [];

beforeAll(async () => {
  service = await startService();
  people = await openPeople(service);
  ada = await people.make({ scope, plan: "premium" });
  for (const title of ["Dawn", "Noon", "Dusk"]) {
    const inputs = [trackInput(await putRecording(service, `${title} 1`), 1), trackInput(await putRecording(service, `${title} 2`), 2)];
    const release = await putRelease(service, releaseInput(title, inputs, { artists: [{ name: `The ${title}s` }] }));
    albums.push(release.album_id);
    tracks.push(...release.tracks.map(({ track_id }) => track_id));
    const album = albumSchema.parse(await (await service.api(`/v1/albums/${release.album_id}`)).json());
    artists.push(album.artists[0]?.id ?? "");
  }
});
afterAll(() => service.stop());

async function call(method: string, path: string, body?: unknown, token = ada.token): Promise<Response> {
  return fetch(service.url + path, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}
const read = async (path: string, token?: string): Promise<unknown> => (await call("GET", path, undefined, token)).json();
const statusOf = async (method: string, path: string, body?: unknown, token?: string) => (await call(method, path, body, token)).status;

async function refusalOf(method: string, path: string, body?: unknown, token?: string) {
  const response = await call(method, path, body, token);
  const { error } = errorBodySchema.parse(await response.json());
  return [response.status, error.reason, error.field];
}

describe("saved tracks", () => {
  const listed = async (query = "") => {
    const { items, ...page } = pageSchema(savedTrackSchema).parse(await read(`/v1/me/tracks${query}`));
    return { ...page, items, ids: items.map(({ track }) => track.id) };
  };

  test("are saved by the query, by a list, by an object or with times, and shown newest first", async () => {
    const [one = "", two = "", three = "", four = ""] = tracks;
    expect(await statusOf("PUT", `/v1/me/tracks?ids=${one}`)).toBe(200);
    expect(await statusOf("PUT", "/v1/me/tracks", [two])).toBe(200);
    expect(await statusOf("PUT", "/v1/me/tracks", { ids: [three, one] })).toBe(200);
    expect(await statusOf("PUT", "/v1/me/tracks", { timestamped_ids: [{ id: four, added_at: "2019-03-01T10:00:00+01:00" }] })).toBe(200);
    const late = "2018-01-01T00:00:00Z";
    expect(await statusOf("PUT", "/v1/me/tracks", { ids: [tracks[5]], timestamped_ids: [{ id: tracks[4], added_at: late }] })).toBe(200);
    expect(await read(`/v1/me/tracks/contains?ids=${tracks[5]},${tracks[4]}`)).toEqual([true, true]);
    expect(await statusOf("DELETE", "/v1/me/tracks", { ids: tracks.slice(4) })).toBe(200);
    const { ids, items, total } = await listed();
    expect([ids.slice(-2), total]).toEqual([[one, four], 4]);
    expect(new Set(ids)).toEqual(new Set([one, two, three, four]));
    expect(items.at(-1)).toMatchObject({ added_at: "2019-03-01T09:00:00Z", track: { name: "Track 2", album: { name: "Noon" } } });
    expect(await read(`/v1/me/tracks/contains?ids=${four},${tracks[5]},${one}`)).toEqual([true, false, true]);
  });

  test("are paged with absolute links", async () => {
    const page = await listed("?limit=1&offset=1");
    expect([page.previous, page.next]).toEqual([
      `${service.url}/v1/me/tracks?offset=0&limit=1`,
      `${service.url}/v1/me/tracks?offset=2&limit=1`,
    ]);
    expect([page.ids, page.total]).toEqual([(await listed()).ids.slice(1, 2), 4]);
    expect(await listed("?offset=50")).toMatchObject({ ids: [], total: 4, next: null });
  });

  test("are a listener's own: nobody else sees or changes them", async () => {
    const ben = await people.make({ scope });
    const theirs = pageSchema(savedTrackSchema).parse(await read("/v1/me/tracks", ben.token));
    expect([theirs.total, await statusOf("DELETE", `/v1/me/tracks?ids=${tracks[0]}`, undefined, ben.token)]).toEqual([0, 200]);
    expect((await listed()).total).toBe(4);
  });

  test("what was taken down stays in the library and says so, and nothing is lost when it is given back", async () => {
    const [, , taken = ""] = tracks;
    const before = await listed();
    const withdraw = (action: "withdraw" | "restore") => service.ingest("POST", "/takedowns", { id: taken, action, reason: "test" });
    expect((await withdraw("withdraw")).ok).toBe(true);
    await waitFor(async () => (await call("GET", `/v1/tracks/${taken}`)).status === 404, "the takedown");
    const during = await listed();
    expect([during.total, during.ids]).toEqual([before.total, before.ids]);
    expect(during.items.find(({ track }) => track.id === taken)?.track).toMatchObject({
      is_playable: false,
      restrictions: { reason: "withdrawn" },
    });
    expect(await refusalOf("PUT", "/v1/me/tracks", [taken])).toEqual([404, "not_found", undefined]);
    expect((await withdraw("restore")).ok).toBe(true);
    await waitFor(async () => (await listed()).items.every(({ track }) => track.is_playable), "the track's return");
  });

  test("are taken out by either generation, once or twice", async () => {
    const [one = "", two = "", three = "", four = ""] = tracks;
    expect(await statusOf("DELETE", "/v1/me/tracks", { ids: [one] })).toBe(200);
    expect(await statusOf("DELETE", "/v1/me/tracks", [one])).toBe(200);
    expect(await statusOf("DELETE", `/v1/me/library?uris=nearfield:track:${two},spotify:track:${three}`)).toBe(200);
    expect((await listed()).ids).toEqual([four]);
  });

  test("that are none are refused, and nothing is saved with them", async () => {
    expect(await refusalOf("PUT", "/v1/me/tracks", [tracks[0], unknown])).toEqual([404, "not_found", undefined]);
    expect(await refusalOf("PUT", "/v1/me/tracks?ids=nonsense")).toEqual([400, "invalid_request", "ids.0"]);
    expect(await refusalOf("PUT", "/v1/me/tracks")).toEqual([400, "invalid_request", "ids"]);
    expect(await refusalOf("PUT", "/v1/me/episodes", [unknown])).toEqual([404, "not_found", undefined]);
    expect((await listed()).total).toBe(1);
  });
});

describe("saved albums", () => {
  test("are shown whole, with their tracks", async () => {
    expect(await statusOf("PUT", "/v1/me/albums", { ids: albums.toReversed() })).toBe(200);
    const page = pageSchema(savedAlbumSchema).parse(await read("/v1/me/albums"));
    expect(page.items.map(({ album }) => [album.name, album.tracks.items.length])).toEqual([
      ["Dusk", 2],
      ["Noon", 2],
      ["Dawn", 2],
    ]);
    expect(await read(`/v1/me/albums/contains?ids=${albums[0]}`)).toEqual([true]);
    expect(await statusOf("DELETE", `/v1/me/albums?ids=${albums.join()}`)).toBe(200);
    expect(await read("/v1/me/albums")).toMatchObject({ total: 0, items: [] });
  });
});

test("shows and episodes are lists with nothing in them, while there are no podcasts", async () => {
  for (const kind of ["shows", "episodes"]) {
    expect(await read(`/v1/me/${kind}`)).toMatchObject({ total: 0, items: [], next: null, previous: null });
    expect(await read(`/v1/me/${kind}/contains?ids=${unknown}`)).toEqual([false]);
  }
});

describe("the newer library", () => {
  test("keeps things of all kinds by their URIs", async () => {
    const ben = await people.make();
    const uris = [
      `nearfield:track:${tracks[0]}`,
      `spotify:album:${albums[0]}`,
      `nearfield:artist:${artists[0]}`,
      `nearfield:user:${ben.accountId}`,
    ];
    expect(await statusOf("PUT", `/v1/me/library?uris=${uris.join()}`)).toBe(200);
    expect(await read(`/v1/me/library/contains?uris=nearfield:artist:${artists[1]},${uris.join()}`)).toEqual([
      false,
      true,
      true,
      true,
      true,
    ]);
    expect(await read(`/v1/me/following/contains?type=user&ids=${ben.accountId}`)).toEqual([true]);
    expect(await statusOf("DELETE", `/v1/me/library?uris=${uris.join()}`)).toBe(200);
    expect(await read(`/v1/me/library/contains?uris=${uris.join()}`)).toEqual([false, false, false, false]);
  });

  test("asks for the scope of each kind", async () => {
    const reader = await people.make({ client: "app", scope: "user-library-read user-library-modify" });
    const [track, artist] = [`nearfield:track:${tracks[0]}`, `nearfield:artist:${artists[0]}`];
    expect(await refusalOf("PUT", `/v1/me/library?uris=${track},${artist}`, undefined, reader.token)).toEqual([
      403,
      "insufficient_scope",
      undefined,
    ]);
    expect(await refusalOf("GET", `/v1/me/library/contains?uris=${artist}`, undefined, reader.token)).toEqual([
      403,
      "insufficient_scope",
      undefined,
    ]);
    expect(await read(`/v1/me/library/contains?uris=${track}`, reader.token)).toEqual([false]);
  });

  test("follows playlists that may be read, one's own among them, and tells nothing of others", async () => {
    const ben = await people.make({ scope });
    const make = async (settings: object): Promise<string> => {
      const response = await call("POST", "/v1/me/playlists", { name: "Tides", ...settings }, ben.token);
      return ((await response.json()) as { id: string }).id;
    };
    const [open, secret] = [await make({ public: true }), await make({ public: false })];
    const uriOf = (id: string): string => `nearfield:playlist:${id}`;
    expect(await statusOf("PUT", `/v1/me/library?uris=${uriOf(open)}`)).toBe(200);
    expect(await refusalOf("PUT", `/v1/me/library?uris=${uriOf(secret)}`)).toEqual([404, "not_found", undefined]);
    expect(await read(`/v1/me/library/contains?uris=${uriOf(open)},${uriOf(secret)}`)).toEqual([true, false]);
    const both = `/v1/me/library?uris=${uriOf(open)},${uriOf(secret)}`;
    const contained = `/v1/me/library/contains?uris=${uriOf(open)},${uriOf(secret)}`;
    expect(await statusOf("DELETE", both, undefined, ben.token)).toBe(200);
    expect(await read(contained, ben.token)).toEqual([false, false]);
    expect(await statusOf("PUT", both, undefined, ben.token)).toBe(200);
    expect(await read(contained, ben.token)).toEqual([true, true]);
  });

  test("keeps nothing where one of the things is not there", async () => {
    const [track, album] = [`nearfield:track:${tracks[1]}`, `nearfield:album:${albums[2]}`];
    for (const missing of [`nearfield:playlist:${unknown}`, `nearfield:user:${ada.accountId}`])
      expect(await statusOf("PUT", `/v1/me/library?uris=${track},${album},${missing}`)).toBeGreaterThan(400);
    expect(await read(`/v1/me/library/contains?uris=${track},${album}`)).toEqual([false, false]);
  });

  test("names what is no URI, and what names nothing", async () => {
    expect(await refusalOf("PUT", "/v1/me/library?uris=nearfield:audiobook:x")).toEqual([400, "invalid_request", "uris.0"]);
    for (const kind of ["album", "artist", "show", "user", "playlist"])
      expect(await refusalOf("PUT", `/v1/me/library?uris=nearfield:${kind}:${unknown}`)).toEqual([404, "not_found", undefined]);
    expect(await refusalOf("PUT", `/v1/me/library?uris=nearfield:user:${ada.accountId}`)).toEqual([422, "unprocessable", undefined]);
  });
});

describe("followed artists", () => {
  test("are read on by a cursor, each shown whole", async () => {
    expect(await statusOf("PUT", "/v1/me/following?type=artist", { ids: artists })).toBe(204);
    const page = cursorPageSchema(artistSchema);
    const seen: string[] = [];
    let path: string | null = "/v1/me/following?type=artist&limit=2";
    while (path !== null) {
      const { artists: part } = (await read(path)) as { artists: unknown };
      const { items, total, next, cursors } = page.parse(part);
      expect([total, cursors.after]).toEqual([3, next === null ? null : (items.at(-1)?.id ?? "")]);
      seen.push(...items.map(({ id }) => id));
      path = next === null ? null : next.replace(service.url, "");
    }
    expect(seen).toEqual(artists.toSorted());
    expect(await statusOf("DELETE", `/v1/me/following?type=artist&ids=${artists[0]}`)).toBe(204);
    expect(await read(`/v1/me/following/contains?type=artist&ids=${artists.slice(0, 2).join()}`)).toEqual([false, true]);
  });
});

describe("followers", () => {
  /** Rounds of a minute that is over, so that nobody waits for them. */
  async function gather(): Promise<void> {
    const jobs = await service.miniflare.getWorker("nearfield-jobs");
    await jobs.scheduled({ scheduledTime: new Date(Date.now() - 60_000), cron: "* * * * *" });
  }

  test("are counted with the next round, of artists and of people, wherever they live", async () => {
    const [artist = ""] = artists;
    const star = await people.make();
    const fans = await Promise.all(Array.from({ length: 5 }, () => people.make({ scope })));
    for (const { token } of fans) {
      await call("PUT", `/v1/me/following?type=artist&ids=${artist}`, undefined, token);
      await call("PUT", `/v1/me/library?uris=nearfield:user:${star.accountId}`, undefined, token);
    }
    const [first] = fans;
    await call("DELETE", `/v1/me/following?type=user&ids=${star.accountId}`, undefined, first?.token);
    // Until the listeners' own databases have heard of it.
    await waitFor(async () => (await followersIn(star.accountId)) === 4 && (await followersIn(artist)) === 5, "the follows");
    await gather();
    const shown = publicUserSchema.parse(await read(`/v1/users/${star.accountId}`));
    expect([shown.followers, shown.display_name]).toEqual([{ href: null, total: 4 }, star.email]);
    expect(artistSchema.parse(await read(`/v1/artists/${artist}`)).followers.total).toBe(5);
    expect(privateUserSchema.parse(await read("/v1/me", star.token)).followers.total).toBe(4);
  });

  /** All that the listeners' databases counted of somebody. */
  async function followersIn(target: string): Promise<number> {
    let sum = 0;
    for (let index = 0; index < Number(process.env["DATABASES"] ?? 1); index++) {
      const database = await service.miniflare.getD1Database(`LIBRARY_${index}`, "nearfield-api");
      const row = await database.prepare("SELECT followers FROM follower_count WHERE target_id = ?").bind(target).first("followers");
      sum += typeof row === "number" ? row : 0;
    }
    return sum;
  }
});

describe("people", () => {
  test("see of themselves what the token's scopes cover", async () => {
    const whole = privateUserSchema.parse(await read("/v1/me"));
    expect(whole).toMatchObject({
      id: ada.accountId,
      account_id: ada.accountId,
      uri: `nearfield:user:${ada.accountId}`,
      email: ada.email,
      country: "DE",
      product: "premium",
      explicit_content: { filter_enabled: false, filter_locked: false },
      images: [],
    });
    const shy = await people.make({ client: "app", scope: "user-read-email" });
    const { email, country, product } = privateUserSchema.parse(await read("/v1/me", shy.token));
    expect([email, country, product]).toEqual([shy.email, undefined, undefined]);
  });

  test("are seen by others without what is theirs alone; whoever is none is not there", async () => {
    const shown = await read(`/v1/users/${ada.accountId}`, await service.token());
    expect(publicUserSchema.strict().parse(shown)).toMatchObject({ display_name: ada.email, type: "user" });
    expect(await refusalOf("GET", `/v1/users/${unknown}`)).toEqual([404, "not_found", undefined]);
    expect(await refusalOf("GET", "/v1/users/nobody")).toEqual([400, "invalid_id", "user_id"]);
  });

  test("have heard nothing most, while plays are not counted", async () => {
    expect(await read("/v1/me/top/artists?time_range=short_term")).toMatchObject({ total: 0, items: [], next: null });
    expect(await read("/v1/me/top/tracks")).toMatchObject({ total: 0, items: [] });
  });

  test("have their players remember how they like their lists", async () => {
    expect(await statusOf("PUT", "/v1/me/preferences", { preferences: { "library.sort": { by: "title" }, grid: true } })).toBe(204);
    expect(await statusOf("PUT", "/v1/me/preferences", { preferences: { grid: null } })).toBe(204);
    expect(await read("/v1/me/preferences")).toEqual({ preferences: { "library.sort": { by: "title" } } });
    expect(await refusalOf("PUT", "/v1/me/preferences", { preferences: { large: "x".repeat(5000) } })).toEqual([
      422,
      "unprocessable",
      "preferences.large",
    ]);
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, index]));
    expect(await refusalOf("PUT", "/v1/me/preferences", { preferences: many(33) })).toEqual([400, "invalid_request", "preferences"]);
    for (const preferences of [many(32), { small: 1, large: "x".repeat(5000) }])
      expect((await refusalOf("PUT", "/v1/me/preferences", { preferences }))[0]).toBe(422);
    expect(await read("/v1/me/preferences")).toEqual({ preferences: { "library.sort": { by: "title" } } });
  });
});
