import { applyD1Migrations, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { libraryLimits } from "../../contracts/library.ts";
import { encodeId } from "../../domain/ids.ts";
import type { Listener } from "./object.ts";
import { openLibraryStore, type LibraryStore } from "./store.ts";

const now = 1_800_000_000_000;
let made = 0;

/** In the first slice; in the order in which they are made, as texts sort them too. */
function newId(): string {
  const bytes = new Uint8Array(16);
  new DataView(bytes.buffer).setUint32(12, ++made);
  return encodeId(bytes);
}
const ids = (count: number): string[] => Array.from({ length: count }, newId);
const asked = (list: string[]) => list.map((id) => ({ id }));

/** A listener whom no other test knows. */
function openListener() {
  const name = newId();
  const stub = () => env.LISTENERS.getByName(name);
  return { name, stub, evict: () => evictDurableObject(stub()) };
}

beforeAll(async () => {
  const migrations: Parameters<typeof applyD1Migrations>[1] = JSON.parse(String(Reflect.get(env, "MIGRATIONS")));
  await applyD1Migrations(env.LIBRARY_0, migrations);
});

describe("whoever only looks", () => {
  test("is told of an empty library, and leaves nothing behind", async () => {
    const { stub } = openListener();
    const [id = ""] = ids(1);
    expect(await stub().list("track", { offset: 0, limit: 50 })).toEqual({ total: 0, items: [] });
    expect(await stub().listById("artist", undefined, 50)).toEqual({ total: 0, items: [] });
    expect(await stub().contains("track", [id, id])).toEqual([false, false]);
    expect(await stub().playlists({ offset: 0, limit: 50 })).toEqual({ total: 0, items: [] });
    expect(await stub().preferences()).toEqual({});
    await stub().drop("track", [id]);
    await stub().notePlaylist(id, "gone", now);
    await stub().prefer([{ key: "sort", json: null }]);
    await runInDurableObject(stub(), (_, { storage }) => {
      expect(storage.sql.exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf%' ESCAPE '\\'").toArray()).toEqual([]);
    });
  });
});

describe("what is kept", () => {
  test("is shown newest first, in the order in which it was asked for, and outlives the object's eviction", async () => {
    const { stub, evict } = openListener();
    const [first = "", second = "", third = "", old = ""] = ids(4);
    expect(await stub().keep("track", asked([first, second]), now)).toBe("kept");
    await stub().keep("track", [{ id: third }, { id: old, at: 5000 }], now + 1000);
    await evict();
    expect(await stub().list("track", { offset: 0, limit: 50 })).toEqual({
      total: 4,
      items: [
        { id: third, added_at: now + 1000 },
        { id: first, added_at: now },
        { id: second, added_at: now - 1 },
        { id: old, added_at: 5000 },
      ],
    });
    expect(await stub().list("track", { offset: 1, limit: 2 })).toMatchObject({ total: 4, items: [{ id: first }, { id: second }] });
    expect(await stub().list("track", { offset: 4, limit: 2 })).toEqual({ total: 4, items: [] });
    expect(await stub().contains("track", [old, newId(), first])).toEqual([true, false, true]);
    expect(await stub().contains("album", [old])).toEqual([false]);
  });

  test("keeps its time when it is kept again, unless another one is named", async () => {
    const { stub } = openListener();
    const [first = "", second = ""] = ids(2);
    await stub().keep("album", asked([first]), now);
    await stub().keep("album", asked([second, second]), now + 10);
    await stub().keep("album", asked([first]), now + 20);
    const listed = async () => (await stub().list("album", { offset: 0, limit: 9 })).items.map(({ id, added_at }) => [id, added_at - now]);
    expect(await listed()).toEqual([
      [second, 10],
      [first, 0],
    ]);
    await stub().keep("album", [{ id: first, at: now + 30 }], now + 40);
    expect(await listed()).toEqual([
      [first, 30],
      [second, 10],
    ]);
  });

  test("is gone when it is dropped, once or twice", async () => {
    const { stub } = openListener();
    const [first = "", second = ""] = ids(2);
    await stub().keep("track", asked([first, second]), now);
    await stub().drop("track", [first, newId()]);
    await stub().drop("track", [first, first]);
    expect(await stub().list("track", { offset: 0, limit: 9 })).toMatchObject({ total: 1, items: [{ id: second }] });
  });

  test("is listed by id for lists with cursors", async () => {
    const { stub } = openListener();
    const [first = "", second = "", third = ""] = ids(3);
    await stub().keep("artist", asked([third, first, second]), now);
    expect(await stub().listById("artist", undefined, 2)).toMatchObject({ total: 3, items: [{ id: first }, { id: second }] });
    expect(await stub().listById("artist", second, 2)).toMatchObject({ total: 3, items: [{ id: third }] });
    expect(await stub().listById("artist", third, 2)).toEqual({ total: 3, items: [] });
  });

  test("of two who keep at once, and one who drops, nothing is lost or doubled", async () => {
    const { stub } = openListener();
    const all = ids(200);
    const gone = all.slice(0, 50);
    await stub().keep("track", asked(gone), now);
    await Promise.all([
      ...Array.from({ length: 8 }, (_, index) =>
        stub().keep("track", asked(all.slice(50 + (index % 4) * 30, 110 + (index % 4) * 30)), now),
      ),
      stub().drop("track", gone),
    ]);
    const { total, items } = await stub().list("track", { offset: 0, limit: 500 });
    expect([total, items.map(({ id }) => id).toSorted()]).toEqual([150, all.slice(50)]);
  });
});

describe("a playlist", () => {
  const relations = async (stub: DurableObjectStub<Listener>) =>
    (await stub.playlists({ offset: 0, limit: 50 })).items.map(({ id, relation }) => [id, relation]);

  test("is in the library as its owner's, a member's or a follower's, and stays while one of these holds", async () => {
    const { stub, evict } = openListener();
    const [own = "", joined = "", followed = ""] = ids(3);
    await stub().notePlaylist(own, "owner", now);
    await stub().notePlaylist(joined, "member", now + 1);
    await stub().notePlaylist(joined, "member", now + 2);
    await stub().keep("playlist", asked([followed]), now + 3);
    await evict();
    expect(await relations(stub())).toEqual([
      [followed, "follower"],
      [joined, "member"],
      [own, "owner"],
    ]);
    await stub().keep("playlist", asked([joined]), now + 4);
    await stub().notePlaylist(joined, "gone", now + 5);
    expect(await relations(stub())).toContainEqual([joined, "follower"]);
    await stub().drop("playlist", [own, joined, followed]);
    expect(await relations(stub())).toEqual([[own, "owner"]]);
    await stub().notePlaylist(own, "gone", now + 6);
    await stub().notePlaylist(own, "gone", now + 6);
    expect(await relations(stub())).toEqual([]);
  });

  test("goes by the newest word of its object, in whatever order they come", async () => {
    const { stub, evict } = openListener();
    const [joined = "", other = ""] = ids(2);
    await stub().notePlaylist(other, "member", now, 1);
    await stub().notePlaylist(joined, "member", now, 3);
    await stub().notePlaylist(joined, "gone", now + 1, 5);
    await evict();
    await stub().notePlaylist(joined, "member", now + 2, 3);
    await stub().notePlaylist(joined, "member", now + 2, 4);
    expect(await relations(stub())).toEqual([[other, "member"]]);
    await stub().notePlaylist(joined, "member", now + 3, 6);
    await stub().notePlaylist(joined, "gone", now + 4, 5);
    expect(await relations(stub())).toContainEqual([joined, "member"]);
    // What the listener wishes has no version, and says nothing of the object's.
    await stub().notePlaylist(joined, "gone", now + 5);
    await stub().notePlaylist(joined, "member", now + 6, 6);
    expect(await relations(stub())).toEqual([[other, "member"]]);
  });
});

describe("preferences", () => {
  test("are small values by key, of which there are few", async () => {
    const { stub, evict } = openListener();
    await stub().prefer([{ key: "sort", json: '"title"' }]);
    await stub().prefer([{ key: "sort", json: '"added"' }]);
    expect(await stub().prefer([{ key: "large", json: "x".repeat(libraryLimits.preferenceLength + 1) }])).toBe("full");
    await evict();
    expect(await stub().preferences()).toEqual({ sort: '"added"' });
    for (let index = 1; index < libraryLimits.preferences; index++)
      expect(await stub().prefer([{ key: `key ${index}`, json: "1" }])).toBe("kept");
    expect(await stub().prefer([{ key: "one more", json: "1" }])).toBe("full");
    const swap = [
      { key: "key 1", json: null },
      { key: "swapped", json: "1" },
    ];
    expect(await stub().prefer([...swap, { key: "one more", json: "1" }])).toBe("full");
    expect(Object.keys(await stub().preferences())).toContain("key 1");
    expect(await stub().prefer(swap)).toBe("kept");
    expect(await stub().prefer([{ key: "sort", json: "2" }])).toBe("kept");
    await stub().prefer([{ key: "sort", json: null }]);
    expect(await stub().prefer([{ key: "one more", json: "1" }])).toBe("kept");
  });
});

/** The object's own storage under a store that counts rows. */
async function measured<Result>(
  stub: DurableObjectStub<Listener>,
  act: (store: LibraryStore, counting: (what: () => unknown) => { read: number; written: number }) => Result,
): Promise<Result> {
  return runInDurableObject(stub, (_, { storage }) => {
    let cursors: SqlStorageCursor<Record<string, SqlStorageValue>>[] = [];
    const exec: SqlStorage["exec"] = (query, ...bindings) => {
      const cursor = storage.sql.exec<never>(query, ...bindings);
      cursors.push(cursor);
      return cursor;
    };
    const sql = Object.assign(Object.create(null), { exec }) as SqlStorage;
    const store = openLibraryStore({ sql, transactionSync: (closure) => storage.transactionSync(closure) }, undefined);
    return act(store, (what) => {
      cursors = [];
      what();
      const sum = (count: (cursor: (typeof cursors)[number]) => number) => cursors.reduce((total, cursor) => total + count(cursor), 0);
      return { read: sum((cursor) => cursor.rowsRead), written: sum((cursor) => cursor.rowsWritten) };
    });
  });
}

describe("a library of 100,000 tracks", { timeout: 120_000 }, () => {
  const { stub, evict } = openListener();
  const all = ids(libraryLimits.kept);

  beforeAll(async () => {
    // In the order of a long life, and here and there out of it.
    for (let start = 0; start < all.length; start += 1000) {
      const batch = all.slice(start, start + 1000).map((id, index) => ({ id, at: now + (start + index) * 1000 }));
      await stub().keep("track", start % 3000 === 0 ? batch.toReversed() : batch, now);
    }
    await evict();
  });

  test("takes no more, and says so", async () => {
    expect(await stub().keep("track", [{ id: newId() }], now)).toBe("full");
    expect(await stub().keep("track", asked(all.slice(0, 50)), now)).toBe("kept");
    expect((await stub().list("track", { offset: 0, limit: 1 })).total).toBe(all.length);
    expect(await stub().keep("album", asked(ids(1)), now)).toBe("kept");
  });

  test("is read at any place at the cost of one page, once its pages are known", async () => {
    await measured(stub(), (store, counting) => {
      const first = counting(() => store.list("track", { offset: 0, limit: 50 }));
      expect(first.read).toBeLessThan(250);
      for (const offset of [0, 49_975, 99_950, 99_990]) {
        const cost = counting(() => {
          const { items } = store.list("track", { offset, limit: 50 });
          expect(items.map(({ id }) => id)).toEqual(all.toReversed().slice(offset, offset + 50));
        });
        expect([cost.read <= 3, cost.written]).toEqual([true, 0]);
      }
      const some = all.filter((_, index) => index % 2000 === 0);
      const contains = counting(() => expect(store.contains("track", some)).toEqual(some.map(() => true)));
      expect(contains.read).toBeLessThanOrEqual(3 * some.length);
      expect(counting(() => store.listById("track", all[50_000] ?? "", 50)).read).toBeLessThanOrEqual(51);
    });
  });

  test("is changed at two rows written for one thing, wherever it lies in the list", async () => {
    await measured(stub(), (store, counting) => {
      store.list("track", { offset: 0, limit: 1 });
      for (const index of [99_999, 50_321, 3]) {
        const id = all[index] ?? "";
        const dropped = counting(() => store.drop("track", [id]));
        const kept = counting(() => store.keep("track", [{ id, at: now + index * 1000 }], now));
        const again = counting(() => store.keep("track", [{ id }], now));
        expect([dropped.written <= 2, kept.written <= 2, again.written]).toEqual([true, true, 0]);
        expect([dropped.read <= 6, kept.read <= 6]).toEqual([true, true]);
      }
      expect(store.list("track", { offset: 0, limit: 1 })).toMatchObject({ total: all.length, items: [{ id: all.at(-1) }] });
    });
  });
});

describe("whom a listener follows", () => {
  const follows = async (listener: string) => {
    const { results } = await env.LIBRARY_0.prepare("SELECT target_id, following FROM follow WHERE listener_id = ? ORDER BY target_id")
      .bind(listener)
      .all<{ target_id: string; following: number }>();
    return results.map((row) => [row.target_id, row.following]);
  };
  const counted = async (target: string) =>
    env.LIBRARY_0.prepare("SELECT followers FROM follower_count WHERE target_id = ?").bind(target).first<number>("followers");
  let target = "";
  beforeEach(() => {
    target = newId();
  });

  /** Until nothing is left to be told: the alarm goes off where the first attempt is not over. */
  const told = async (stub: DurableObjectStub<Listener>): Promise<void> => {
    while (await runDurableObjectAlarm(stub));
  };

  test("is told to the listener's database and counted there, each once", async () => {
    const ada = openListener();
    const ben = openListener();
    await ada.stub().keep("artist", asked([target]), now);
    await ada.stub().keep("artist", asked([target]), now);
    await ben.stub().keep("artist", asked([target]), now);
    await told(ada.stub());
    await told(ben.stub());
    expect([await follows(ada.name), await counted(target)]).toEqual([[[target, 1]], 2]);
    await ada.stub().drop("artist", [target, newId()]);
    await ada.stub().drop("artist", [target]);
    await told(ada.stub());
    expect([await follows(ada.name), await counted(target)]).toEqual([[[target, 0]], 1]);
    await ada.stub().keep("artist", asked([target]), now);
    await told(ada.stub());
    expect([await follows(ada.name), await counted(target)]).toEqual([[[target, 1]], 2]);
  });

  test("is told by the alarm when the object dies before its database hears of it", async () => {
    const { name, stub, evict } = openListener();
    await runInDurableObject(stub(), (_, { storage }) => {
      // As the object leaves it: kept, with the note and the alarm, and then no more.
      openLibraryStore(storage, name).keep("user", asked([target]), now);
      void storage.setAlarm(Date.now() + 60_000);
    });
    await evict();
    expect(await follows(name)).toEqual([]);
    await told(stub());
    expect([await follows(name), await counted(target)]).toEqual([[[target, 1]], 1]);
  });

  test("is told again while its database refuses, and what changed meanwhile is what counts", async () => {
    const { name, stub } = openListener();
    const [other = ""] = ids(1);
    const refuse = "CREATE TRIGGER refuse BEFORE INSERT ON follow BEGIN SELECT RAISE(ABORT, 'out of order'); END";
    await env.LIBRARY_0.prepare(refuse).run();
    await stub().keep("artist", asked([target, other]), now);
    expect(await runDurableObjectAlarm(stub())).toBe(true);
    await stub().drop("artist", [target]);
    expect([await runDurableObjectAlarm(stub()), await follows(name)]).toEqual([true, []]);
    await env.LIBRARY_0.prepare("DROP TRIGGER refuse").run();
    await told(stub());
    expect([await follows(name), await counted(target), await counted(other)]).toEqual([
      [
        [target, 0],
        [other, 1],
      ],
      null,
      1,
    ]);
  });

  test("is told again less and less often while the database refuses, also by an object that slept meanwhile", async () => {
    const { stub, evict } = openListener();
    const alarmAt = async () => runInDurableObject(stub(), async (_, { storage }) => storage.getAlarm());
    await env.LIBRARY_0.prepare("CREATE TRIGGER refuse BEFORE INSERT ON follow BEGIN SELECT RAISE(ABORT, 'out of order'); END").run();
    await stub().keep("artist", asked([target]), now);
    let before = 0;
    for (let attempt = 0; attempt < 7; attempt++) {
      before = Date.now();
      await runDurableObjectAlarm(stub());
      await evict();
    }
    const wait = ((await alarmAt()) ?? 0) - before;
    expect([wait >= 300_000, wait < 600_000]).toEqual([true, true]);
    await env.LIBRARY_0.prepare("DROP TRIGGER refuse").run();
    await told(stub());
    expect([await counted(target), await alarmAt()]).toEqual([1, null]);
    before = Date.now();
    await stub().drop("artist", [target]);
    expect(((await alarmAt()) ?? before) - before).toBeLessThan(300_000);
    await told(stub());
  });

  test("saved tracks and playlists of one's own are nobody's to count", async () => {
    const { name, stub } = openListener();
    await stub().keep("track", asked([target]), now);
    await stub().notePlaylist(target, "owner", now);
    await told(stub());
    expect(await follows(name)).toEqual([]);
    await stub().keep("playlist", asked([target]), now);
    await told(stub());
    await stub().notePlaylist(target, "gone", now);
    expect([await follows(name), await counted(target)]).toEqual([[[target, 1]], 1]);
  });
});
