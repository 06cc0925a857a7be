/** A playlist's life over HTTP, as clients of both generations of the Web API lead it. */
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pageSchema } from "../../contracts/web-api/common.ts";
import { getPlaylistHistory } from "../../contracts/web-api/playlist-history.ts";
import { playlistItemSchema, playlistSchema, simplifiedPlaylistSchema, type Playlist } from "../../contracts/web-api/playlists.ts";
import { openPlaylistWorld, type Listener, type PlaylistWorld } from "../support/playlist-world.ts";
import { startService, waitFor, type TestService } from "../support/runtime.ts";

const itemPage = pageSchema(playlistItemSchema);
const shelf = pageSchema(simplifiedPlaylistSchema);
const unknown = "0".repeat(22);

let service: TestService;
let world: PlaylistWorld;
let ada: Listener;
let ben: Listener;
beforeAll(async () => {
  service = await startService();
  world = await openPlaylistWorld(service);
  [ada, ben] = [await world.listener(), await world.listener()];
});
afterAll(() => service.stop());

async function playlistOf(reader: Listener, id: string): Promise<Playlist> {
  return playlistSchema.parse(await reader.read(`/v1/playlists/${id}`));
}

/** The database that holds a playlist's row. */
async function libraryWith(id: string) {
  for (let index = 0; index < Number(process.env["DATABASES"] ?? 1); index++) {
    const database = await service.miniflare.getD1Database(`LIBRARY_${index}`, "nearfield-api");
    if (await database.prepare("SELECT 1 FROM playlist WHERE id = ?").bind(id).first()) return database;
  }
  return undefined;
}

async function urisOf(reader: Listener, id: string): Promise<string[]> {
  const { items } = itemPage.parse(await reader.read(`/v1/playlists/${id}/items`));
  return items.map(({ item }) => item?.uri ?? "");
}

describe("a playlist's life", () => {
  test("is made, filled, read, put in order, emptied, described and put away", async () => {
    const { uris } = world;
    const [a = "", b = "", c = "", d = ""] = uris;
    const made = await ada.create({ name: " Late trains ", description: "For the way home", public: false });
    expect(made).toMatchObject({
      name: "Late trains",
      description: "For the way home",
      public: false,
      collaborative: false,
      owner: { id: ada.id, type: "user", uri: `nearfield:user:${ada.id}` },
      uri: `nearfield:playlist:${made.id}`,
      external_urls: { nearfield: `${service.url}/playlist/${made.id}` },
      images: [],
      role: "owner",
      followers: { href: null, total: 0 },
      items: { total: 0, items: [] },
    });
    const path = `/v1/playlists/${made.id}`;

    const first = await ada.edit("POST", `${path}/items`, { uris: [a, b, c] });
    await ada.edit("POST", `${path}/tracks?uris=${d.replace("nearfield", "spotify")}&position=0`, undefined);
    expect(await urisOf(ada, made.id)).toEqual([d, a, b, c]);

    // Positions of the version before: what stood there moves, wherever it is by now.
    await ada.edit("PUT", `${path}/items`, { range_start: 2, insert_before: 0, range_length: 1, snapshot_id: first });
    expect(await urisOf(ada, made.id)).toEqual([c, d, a, b]);
    const second = await ada.edit("DELETE", `${path}/items`, { items: [{ uri: c }] });
    await ada.edit("DELETE", `${path}/tracks`, { tracks: [{ uri: a, positions: [1] }], snapshot_id: second });
    expect(await urisOf(ada, made.id)).toEqual([d, b]);
    await ada.edit("PUT", `${path}/items`, { uris: [a, a, b] });
    expect(await urisOf(ada, made.id)).toEqual([a, a, b]);
    await ada.edit("DELETE", `${path}/items`, { positions: [0] });
    expect(await urisOf(ada, made.id)).toEqual([a, b]);

    expect((await ada.ask("PUT", path, { name: "Early trains", description: null, public: true })).status).toBe(200);
    const whole = await playlistOf(ada, made.id);
    expect(whole).toMatchObject({ name: "Early trains", description: "", public: true, items: { total: 2 } });
    expect(whole.tracks.items).toEqual(whole.items.items);
    expect(whole.items.items[0]).toMatchObject({
      added_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      added_by: { id: ada.id },
      is_local: false,
      track: { uri: a, type: "track", album: { name: "Album 0" } },
    });

    const mine = async (): Promise<string[]> => shelf.parse(await ada.read("/v1/me/playlists?limit=50")).items.map(({ id }) => id);
    expect(await mine()).toContain(made.id);
    expect((await ada.ask("DELETE", `${path}/followers`)).status).toBe(200);
    expect(await mine()).not.toContain(made.id);
    expect((await ada.ask("PUT", `${path}/followers`)).status).toBe(200);
    expect(await mine()).toContain(made.id);
  });

  test("is made once by one key, in its owner's slice, and edited once", async () => {
    const once = { "idempotency-key": "the very same" };
    const [first, second] = await Promise.all([ada.create({ name: "Once" }, once), ada.create({ name: "Once" }, once)]);
    expect(second.id).toBe(first.id);
    expect((await ada.create({ name: "Once" })).id).not.toBe(first.id);
    expect((await ben.create({ name: "Once" }, once)).id).not.toBe(first.id);
    const path = `/v1/playlists/${first.id}/items`;
    const body = { uris: world.uris.slice(0, 2) };
    const snapshots = [await ada.edit("POST", path, body, once), await ada.edit("POST", path, body, once)];
    expect(new Set(snapshots).size).toBe(1);
    expect((await urisOf(ada, first.id)).length).toBe(2);
    expect(await ada.refusal("POST", path, { uris: [] })).toEqual([400, "invalid_request", "uris"]);
    await ada.edit("POST", path, { uris: world.uris.slice(2, 3) }, once);
    expect(await urisOf(ada, first.id)).toEqual(world.uris.slice(0, 3));
    expect((await ada.create({ name: "Twice" }, once)).id).not.toBe(first.id);
    const tooLong = await ada.ask("POST", path, body, { "idempotency-key": "x".repeat(201) });
    expect(tooLong.status).toBe(400);
  });

  test("is edited by two with the same key, each once", async () => {
    const once = { "idempotency-key": "1" };
    const made = await ada.create({ public: false, collaborative: true });
    const path = `/v1/playlists/${made.id}/items`;
    const body = { uris: world.uris.slice(0, 1) };
    for (const writer of [ada, ben, ada, ben]) await writer.edit("POST", path, body, once);
    const { items } = itemPage.parse(await ada.read(path));
    expect(items.map(({ added_by }) => added_by.id)).toEqual([ada.id, ben.id]);
  });

  test("of twenty who write at once, nothing is lost and nothing doubled", async () => {
    const made = await ada.create({ public: false, collaborative: true });
    const writers = await Promise.all(Array.from({ length: 20 }, () => world.listener()));
    const answers = await Promise.all(
      writers.flatMap((writer, index) =>
        [0, 1, 2].map(async () => writer.ask("POST", `/v1/playlists/${made.id}/items`, { uris: [world.uris[index % 10]], position: 0 })),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    const { items, total } = itemPage.parse(await ada.read(`/v1/playlists/${made.id}/items`));
    expect([total, new Set(items.map(({ uid }) => uid)).size]).toEqual([60, 60]);
    for (const writer of writers) expect(items.filter(({ added_by }) => added_by.id === writer.id)).toHaveLength(3);
  });

  test("ends at ten thousand items", async () => {
    const made = await ada.create();
    const hundred = Array.from({ length: 100 }, (_, index) => world.uris[index % 10]);
    for (let round = 0; round < 100; round++) await ada.edit("POST", `/v1/playlists/${made.id}/items`, { uris: hundred });
    expect(await ada.refusal("POST", `/v1/playlists/${made.id}/items`, { uris: hundred.slice(0, 1) })).toEqual([
      422,
      "unprocessable",
      "uris",
    ]);
    const last = itemPage.parse(await ben.read(`/v1/playlists/${made.id}/items?offset=9950&limit=100`));
    expect([last.total, last.items.length, last.next, last.items.at(-1)?.item?.uri]).toEqual([10_000, 50, null, world.uris[9]]);
    const copy = await ben.ask("POST", `/v1/playlists/${made.id}/duplicate`, { name: "A copy" });
    expect(copy.status).toBe(201);
    const copied = playlistSchema.parse(await copy.json());
    expect(copied).toMatchObject({ name: "A copy", public: false, owner: { id: ben.id }, items: { total: 10_000 } });
    expect(copied.items.items[0]?.added_by.id).toBe(ben.id);
  });
});

describe("what is malformed names its field", () => {
  test.each<[method: string, path: string, body: unknown, status: number, reason: string, field: string]>([
    ["POST", "/items", { uris: ["nearfield:album:1uLU6hMCjMI75M1A2tKUQC"] }, 400, "invalid_request", "uris.0"],
    ["POST", "/items?uris=spotify:episode:1uLU6hMCjMI75M1A2tKUQC", undefined, 400, "invalid_request", "uris"],
    ["POST", "/items", {}, 400, "invalid_request", "uris"],
    ["POST", "/items", { uris: [`nearfield:track:${unknown}`] }, 400, "invalid_request", "uris.0"],
    ["POST", "/items", { uris: [], position: -1 }, 400, "invalid_request", "position"],
    ["PUT", "/items", {}, 400, "invalid_request", "range_start"],
    ["PUT", "/items", { range_start: 0 }, 400, "invalid_request", "insert_before"],
    ["PUT", "/items", { range_start: 50, insert_before: 0 }, 400, "invalid_request", "range_start"],
    ["PUT", "/items", { range_start: 0, insert_before: 1, snapshot_id: "never" }, 409, "conflict", "snapshot_id"],
    ["DELETE", "/items", {}, 400, "invalid_request", "items"],
    ["DELETE", "/items", { items: [{ uri: "x" }] }, 400, "invalid_request", "items.0.uri"],
    ["DELETE", "/items", { positions: [70] }, 400, "invalid_request", "positions"],
    ["PUT", "", { name: "" }, 400, "invalid_request", "name"],
    ["PUT", "", { name: "a\u202eb" }, 400, "invalid_request", "name"],
    ["PUT", "", { collaborative: true }, 400, "invalid_request", "collaborative"],
    ["GET", "?fields=items(", undefined, 400, "invalid_request", "fields"],
    ["GET", "/items?fields=,", undefined, 400, "invalid_request", "fields"],
    ["GET", "/items?limit=101", undefined, 400, "invalid_request", "limit"],
    ["GET", "/items?limit=0x10", undefined, 400, "invalid_request", "limit"],
    ["GET", "/history?limit=1e1", undefined, 400, "invalid_request", "limit"],
    ["GET", "/items?market=Germany", undefined, 400, "invalid_request", "market"],
    ["PUT", "/images", "no base64!", 400, "invalid_request", "body"],
    ["PUT", "/images", Buffer.from("<svg/>").toString("base64"), 400, "invalid_request", "body"],
    ["GET", "/followers/contains?ids=1uLU6hMCjMI75M1A2tKUQC", undefined, 400, "invalid_request", "ids"],
  ])("%s %s %j", async (method, path, body, status, reason, field) => {
    const made = await ada.create();
    await ada.edit("POST", `/v1/playlists/${made.id}/items`, { uris: world.uris.slice(0, 3) });
    expect(await ada.refusal(method, `/v1/playlists/${made.id}${path}`, body)).toEqual([status, reason, field]);
  });

  test("an id that is none", async () => {
    expect(await ada.refusal("GET", "/v1/playlists/nonsense")).toEqual([400, "invalid_id", "playlist_id"]);
    expect(await ada.refusal("POST", `/v1/users/${ben.id}/playlists`, { name: "Not mine" })).toEqual([403, "forbidden", undefined]);
    expect(await ada.refusal("GET", `/v1/users/${unknown}/playlists`)).toEqual([404, "not_found", undefined]);
  });
});

describe("reading", () => {
  test("fields leave what is asked for, on the playlist and on its items", async () => {
    const made = await ada.create({ name: "Filtered" });
    await ada.edit("POST", `/v1/playlists/${made.id}/items`, { uris: world.uris.slice(0, 2) });
    const path = `/v1/playlists/${made.id}`;
    expect(await ada.read(`${path}?fields=name,owner.id,tracks.items(added_by.id,track(name,album(!available_markets,!images)))`)).toEqual({
      name: "Filtered",
      owner: { id: ada.id },
      tracks: {
        items: [1, 2].map((number) => ({
          added_by: { id: ada.id },
          track: { name: `Track ${number}`, album: expect.not.objectContaining({ images: expect.anything() }) },
        })),
      },
    });
    const page = (await ada.read(`${path}/items?limit=1&fields=next,total,items(uid)`)) as { next: string; total: number; items: object[] };
    expect(page).toEqual({ next: expect.stringContaining("fields="), total: 2, items: [{ uid: expect.any(String) }] });
    expect(await ada.read(page.next)).toEqual({ next: null, total: 2, items: [{ uid: expect.any(String) }] });
    expect(Object.keys((await ada.read(`${path}?fields=!tracks,!items`)) as object)).not.toContain("items");
  });

  test("pages lead to one another to the end, and an answer is not sent twice", async () => {
    const made = await ada.create();
    await ada.edit("POST", `/v1/playlists/${made.id}/items`, { uris: world.uris });
    const seen: string[] = [];
    let next: string | null = `/v1/playlists/${made.id}/tracks?limit=4&market=from_token&additional_types=track`;
    while (next !== null) {
      const page = itemPage.parse(await ben.read(next));
      seen.push(...page.items.map(({ track }) => track?.uri ?? ""));
      next = page.next;
    }
    expect(seen).toEqual(world.uris);
    const first = await ben.ask("GET", `/v1/playlists/${made.id}`);
    const again = await ben.ask("GET", `/v1/playlists/${made.id}`, undefined, { "if-none-match": first.headers.get("etag") ?? "" });
    expect([first.status, again.status, await again.text()]).toEqual([200, 304, ""]);
  });

  test("what a listener changes they see at once; others within five seconds", async () => {
    const made = await ada.create({ name: "Before" });
    const path = `/v1/playlists/${made.id}`;
    expect((await playlistOf(ben, made.id)).name).toBe("Before");
    await ada.ask("PUT", path, { name: "After" });
    expect((await playlistOf(ada, made.id)).name).toBe("After");
    await waitFor(async () => (await playlistOf(ben, made.id)).name === "After", "what others see", 5);
    await ada.ask("PUT", path, { public: false });
    await waitFor(async () => (await ben.ask("GET", path)).status === 404, "what others no longer see", 5);
  });

  test("public playlists stand on their owner's page, private ones on nobody else's", async () => {
    const carl = await world.listener();
    const open = await carl.create({ name: "Open" });
    await carl.create({ name: "Closed", public: false });
    const path = `/v1/users/${carl.id}/playlists`;
    const seen = await waitFor(async () => {
      const { items } = shelf.parse(await ben.read(path));
      return items.length > 0 && items;
    }, "the row of a playlist");
    expect(seen).toMatchObject([{ id: open.id, role: "reader", owner: { id: carl.id } }]);
    expect(shelf.parse(await carl.read("/v1/me/playlists")).items.map(({ name }) => name)).toEqual(["Closed", "Open"]);
    const listed = async (): Promise<[number, string[]]> => {
      const { total, items } = shelf.parse(await ben.read(path));
      return [total, items.map(({ id }) => id)];
    };
    await ben.ask("DELETE", `/v1/playlists/${open.id}/followers`);
    expect(await listed()).toEqual([1, [open.id]]);
    await carl.ask("DELETE", `/v1/playlists/${open.id}/followers`);
    await carl.ask("PUT", `/v1/playlists/${open.id}`, { name: "Still there" });
    expect(await listed()).toEqual([0, []]);
    await carl.ask("PUT", `/v1/playlists/${open.id}/followers`);
    expect(await listed()).toEqual([1, [open.id]]);
    await ben.ask("PUT", `/v1/playlists/${open.id}/followers`);
    expect(await ben.read(`/v1/playlists/${open.id}/followers/contains?ids=${ben.id}`)).toEqual([true]);
    expect(shelf.parse(await ben.read("/v1/me/playlists")).items.map(({ id }) => id)).toContain(open.id);
    // Rounds of a minute that is over, so that nobody waits for them.
    await waitFor(
      async () => {
        const jobs = await service.miniflare.getWorker("nearfield-jobs");
        await jobs.scheduled({ scheduledTime: new Date(Date.now() - 60_000), cron: "* * * * *" });
        return (await playlistOf(carl, open.id)).followers.total === 1;
      },
      "the follower in the count",
      60,
    );
  });
});

test("an account has ten thousand playlists, and may ask again for the last one that it made", async () => {
  const dora = await world.listener();
  const once = { "idempotency-key": "last" };
  const last = await dora.create({ name: "Last" }, once);
  const home = await waitFor(async () => libraryWith(last.id), "the row of a playlist");
  await home
    .prepare(
      `WITH RECURSIVE number (at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM number WHERE at < 9999)
       INSERT INTO playlist (id, owner_id, name, description, public, collaborative, total, members, revision, snapshot_id, version, created_at, updated_at)
       SELECT 'made up ' || at, ?, '', '', 0, 0, 0, 0, 0, '', 0, 0, 0 FROM number`,
    )
    .bind(dora.id)
    .run();
  expect((await dora.refusal("POST", "/v1/me/playlists", { name: "One more" })).slice(0, 2)).toEqual([422, "unprocessable"]);
  expect((await dora.create({ name: "Last" }, once)).id).toBe(last.id);
});

test("a playlist that was closed leaves the libraries of those who followed it, and pages are full without it", async () => {
  const [carl, dora] = [await world.listener(), await world.listener()];
  const made: string[] = [];
  for (let number = 0; number < 6; number++) {
    const { id } = await carl.create();
    await dora.ask("PUT", `/v1/playlists/${id}/followers`);
    made.unshift(id);
  }
  const [first = "", second = "", third = "", fourth = "", fifth = "", last = ""] = made;
  for (const id of [first, third, fourth]) await carl.ask("PUT", `/v1/playlists/${id}`, { public: false });
  await waitFor(async () => shelf.parse(await dora.read(`/v1/users/${carl.id}/playlists`)).total === 3, "the rows that tell of it");
  const narrow = await world.appOf(dora, "playlist-read-private");
  const pages = [];
  let next: string | null = "/v1/me/playlists?limit=2";
  while (next !== null) {
    const page = shelf.parse(await narrow.read(next));
    pages.push(page.items.map(({ id }) => id));
    next = page.next;
  }
  expect(pages).toEqual([[second, fifth], [last]]);
  expect(shelf.parse(await dora.read("/v1/me/playlists?limit=1")).total).toBe(3);
  await carl.ask("PUT", `/v1/playlists/${first}`, { public: true });
  expect(await dora.read(`/v1/playlists/${first}/followers/contains`)).toEqual([false]);
});

test("a version in which nothing changed is not told of", async () => {
  const made = await ada.create({ name: "Still" });
  const path = `/v1/playlists/${made.id}`;
  const describe = (name: string) => ada.ask("PUT", path, { name });
  for (const name of ["Still", "Stiller", "Stiller", "Stiller", "Stillest", "Stillest"]) await describe(name);
  const read = async (where: string) => getPlaylistHistory.answer.parse(await ada.read(where));
  const { versions, next } = await read(`${path}/history`);
  expect([versions.map(({ kind, described }) => [kind, ...described]), next]).toEqual([
    [["edit", "name"], ["edit", "name"], ["created"]],
    null,
  ]);
  const one = await read(`${path}/history?limit=1`);
  const two = await read(one.next ?? "");
  expect([...one.versions, ...two.versions]).toEqual(versions.slice(0, 2));
});

test("whether a private playlist is followed is told to apps that may read it", async () => {
  const made = await ada.create({ public: false });
  const path = `/v1/playlists/${made.id}/followers/contains`;
  const [without, reader] = [await world.appOf(ada, ""), await world.appOf(ada, "playlist-read-private")];
  expect(await without.refusal("GET", path)).toEqual([403, "insufficient_scope", undefined]);
  expect((await reader.ask("GET", path)).status).toBe(200);
});

describe("pictures", () => {
  const pixel = async (url: string, x: number, y: number): Promise<number[]> => {
    const { data, info } = await sharp(Buffer.from(await (await fetch(url)).arrayBuffer()))
      .raw()
      .toBuffer({ resolveWithObject: true });
    return [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)].map((value) => Math.round(value / 32));
  };

  test("are a cover, then a mosaic of four, and at last one's own", async () => {
    const made = await ada.create();
    const path = `/v1/playlists/${made.id}`;
    await ada.edit("POST", `${path}/items`, { uris: world.uris.slice(0, 2) });
    expect((await playlistOf(ada, made.id)).images[0]?.url).toMatch(/\/images\/\w{22}\/640\.jpg$/);
    await ada.edit("POST", `${path}/items`, { uris: world.uris.slice(2) });
    const { images } = await playlistOf(ada, made.id);
    expect(images.map(({ width, height }) => [width, height])).toEqual([[600, 600], [300, 300], [64, 64]]); // prettier-ignore
    expect(await ada.read(`${path}/images`)).toEqual(images);
    const colours = await Promise.all([[75, 75], [225, 75], [75, 225], [225, 225]].map(([x = 0, y = 0]) => pixel(images[1]?.url ?? "", x, y))); // prettier-ignore
    expect(colours).toEqual([[6, 1, 1], [1, 6, 1], [1, 1, 6], [6, 6, 1]]); // prettier-ignore
    await waitFor(async () => {
      const { items } = shelf.parse(await ada.read("/v1/me/playlists"));
      return items.find(({ id }) => id === made.id)?.images[0]?.url === images[0]?.url;
    }, "the mosaic in the list");

    const photo = await sharp({ create: { width: 500, height: 400, channels: 3, background: "#ff8000" } })
      .jpeg()
      .toBuffer();
    expect((await ada.ask("PUT", `${path}/images`, photo.toString("base64"), { "content-type": "image/jpeg" })).status).toBe(202);
    const own = (await playlistOf(ada, made.id)).images;
    expect(own.map(({ width }) => width)).toEqual([640, 300, 64]);
    expect(await pixel(own[2]?.url ?? "", 32, 32)).toEqual([8, 4, 0]);
    expect((await ben.refusal("PUT", `${path}/images`, photo.toString("base64")))[0]).toBe(403);
  });

  test("may be given sixty times in an hour", async () => {
    const erin = await world.listener();
    const made = await erin.create();
    const answers: number[] = [];
    for (let attempt = 0; attempt < 61; attempt++) answers.push((await erin.refusal("PUT", `/v1/playlists/${made.id}/images`, "AAAA"))[0]);
    expect([answers.slice(0, 60).every((status) => status === 400), answers.at(-1)]).toEqual([true, 429]);
  });
});
