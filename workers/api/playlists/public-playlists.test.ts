import { describe, expect, test } from "vitest";
import type { Answer, PlaylistDocument } from "../../../contracts/playlist-object.ts";
import { answerDocument, createPublicPlaylists, type PublicPlaylists } from "./public-playlists.ts";

const id = "4uLU6hMCjMI75M1A2tKUQC";
const thousand = Array.from({ length: 1000 }, (_, index) => ({ uid: `item-${index}`, uri: "", added_by: "owner", added_at: 0 }));

const openAnswer: Answer<PlaylistDocument> = {
  ok: true,
  value: { head: { id, owner: "owner", revision: 1, total: 0 } as PlaylistDocument["head"], items: [], people: ["owner"] },
};

/** A playlist's object, a PoP with the platform's cache before it, and isolates of the api behind that, on a clock of their own. */
function openPop({ isolates, hasCache }: { isolates: number; hasCache: boolean }) {
  const clock = { now: 0 };
  const asked: number[] = [];
  const playlist = { isPublic: true, revision: 1, items: thousand };
  const object = {
    document: async ({ offset, limit }: { offset: number; limit: number }): Promise<Answer<PlaylistDocument>> => {
      asked.push(clock.now);
      if (!playlist.isPublic) return { ok: false, error: { code: "not_found", message: "" } };
      const { revision, items } = playlist;
      const head = { id, owner: "owner", revision, total: items.length } as PlaylistDocument["head"];
      return { ok: true, value: { head, items: items.slice(offset, offset + limit), people: ["owner"] } };
    },
  };
  const cached = new Map<string, { response: Response; until: number }>();
  const fetchDocument = async (input: RequestInfo | URL): Promise<Response> => {
    const path = new URL(input instanceof Request ? input.url : input).pathname;
    const known = cached.get(path);
    if (hasCache && known && clock.now < known.until) return known.response.clone();
    const response = await answerDocument(path, () => object);
    const [, seconds] = /max-age=(\d+)/.exec(response.headers.get("cache-control") ?? "") ?? [];
    if (seconds) cached.set(path, { response: response.clone(), until: clock.now + Number(seconds) * 1000 });
    return response;
  };
  const memories = Array.from({ length: isolates }, () => createPublicPlaylists({ fetch: fetchDocument }));
  let turn = 0;
  const next = (): PublicPlaylists => {
    turn += 1;
    // There is at least one.
    return memories[turn % memories.length] as PublicPlaylists;
  };
  return {
    clock,
    playlist,
    asked,
    first: () => next().first(id, clock.now),
    page: (revision: number, number: number) => next().page(id, revision, number, clock.now),
  };
}

const places = [
  ["one machine", { isolates: 1, hasCache: false }],
  ["a PoP with fifty isolates", { isolates: 50, hasCache: true }],
] as const;

describe.each(places)("on %s", (_, place) => {
  test("ten thousand reads a second cost the object one request a second, whatever is edited", async () => {
    const pop = openPop(place);
    const seconds = 6;
    for (let read = 0; read < seconds * 10_000; read++) {
      pop.clock.now = read / 10;
      if (read % 1000 === 0) pop.playlist.revision += 1;
      await pop.first();
    }
    expect(pop.asked.length).toBeLessThanOrEqual(seconds);
    for (let index = 1; index < pop.asked.length; index++)
      expect((pop.asked[index] ?? 0) - (pop.asked[index - 1] ?? 0)).toBeGreaterThanOrEqual(1000);
  });

  test("an edit is seen by every reader within five seconds", async () => {
    for (const editedAt of [1, 500, 999, 1700]) {
      const pop = openPop(place);
      let latest = 0;
      for (let now = 0; now < 12_000; now += 1) {
        pop.clock.now = now;
        if (now === editedAt) pop.playlist.revision = 2;
        const seen = (await pop.first())?.head.revision ?? 0;
        if (seen === 1) latest = now;
      }
      expect(latest - editedAt).toBeLessThan(5000);
    }
  });

  test("what is closed is gone for every reader within five seconds", async () => {
    const pop = openPop(place);
    let latest = 0;
    for (let now = 0; now < 12_000; now += 1) {
      pop.clock.now = now;
      if (now === 1700) pop.playlist.isPublic = false;
      if ((await pop.first()) !== undefined) latest = now;
    }
    expect(latest - 1700).toBeLessThan(5000);
  });

  test("of pages further down each is read once while nothing changes", async () => {
    const pop = openPop(place);
    for (let read = 0; read < 20_000; read++) {
      pop.clock.now = read / 10;
      const page = await pop.page(1, 1 + (read % 9));
      expect(page?.items[0]?.uid).toBe(`item-${100 * (1 + (read % 9))}`);
    }
    expect(pop.asked.length).toBeLessThanOrEqual(9);
  });
});

test("while nobody answers, what was known is shown for so long that five seconds are kept, and no longer", async () => {
  const answers: Promise<Response>[] = [answerDocument(`/first/${id}`, () => ({ document: async () => openAnswer }))];
  const playlists = createPublicPlaylists({ fetch: async () => answers.shift() ?? new Promise<never>(() => {}) });
  const seenAt = async (now: number): Promise<unknown> => {
    const waiting = new Promise((resolve) => setImmediate(resolve, "waiting"));
    return Promise.race([playlists.first(id, now).then((seen) => seen?.head.revision), waiting]);
  };
  // What the PoP answers may be a second old by itself.
  expect([await seenAt(0), await seenAt(1000), await seenAt(1001)]).toEqual([1, "waiting", 1]);
  expect([await seenAt(3999), await seenAt(4000)]).toEqual(["waiting", "waiting"]);
});

test("what is not public is not kept from whoever may see it next", async () => {
  const pop = openPop({ isolates: 2, hasCache: true });
  pop.playlist.isPublic = false;
  expect(await pop.first()).toBeUndefined();
  pop.playlist.isPublic = true;
  expect((await pop.first())?.head.id).toBe(id);
});

test("a page that is newer than its readers asked for is kept for a shorter time", async () => {
  const pop = openPop({ isolates: 1, hasCache: true });
  pop.playlist.revision = 3;
  expect((await pop.page(2, 1))?.head.revision).toBe(3);
  pop.playlist.revision = 4;
  pop.clock.now = 20_000;
  expect((await pop.page(2, 1))?.head.revision).toBe(4);
});
