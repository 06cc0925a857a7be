import { runInDurableObject } from "cloudflare:test";
import { beforeAll, expect, test } from "vitest";
import { ClientError } from "../../contracts/errors.ts";
import type { Operation } from "../../domain/playlist/schema.ts";
import { Book } from "./book.ts";
import { account, admit, makePlaylist, migrateLibrary, owner, perform, randomId, trackUri, type Stub } from "./support/playlists.ts";

beforeAll(migrateLibrary);

const now = 1_800_000_000_000;
const bob = account("bob");

/** The same playlist as the object has it, opened a second time. */
async function withBook<Value>(stub: Stub, work: (book: Book, storage: DurableObjectStorage) => Value): Promise<Value> {
  return runInDurableObject(stub, (_, { storage }) => {
    const book = Book.open(storage);
    if (!book) throw new Error("there is no playlist");
    return work(book, storage);
  });
}

const add = (after?: string): Operation => ({
  type: "add",
  items: [{ uid: randomId(), uri: trackUri(1) }],
  ...(after !== undefined && { after }),
});

function attempt(book: Book, operation: Operation): unknown {
  try {
    return book.edit(owner, randomId(), operation.type, () => operation, now);
  } catch (error) {
    return error;
  }
}

test("a refusal does not throw away what was read", async () => {
  const { stub } = await makePlaylist({ uris: [trackUri(1)] });
  await withBook(stub, (book) => {
    const loaded = book.playlist;
    expect(attempt(book, add("nobody-knows-it"))).toBeInstanceOf(ClientError);
    expect(attempt(book, { type: "undo" })).toBeInstanceOf(ClientError);
    expect(book.playlist).toBe(loaded);
  });
});

test("what could not be stored leaves no trace in memory", async () => {
  const { stub } = await makePlaylist({ uris: [trackUri(1)] });
  await withBook(stub, (book, { sql }) => {
    const loaded = book.playlist;
    sql.exec("CREATE TRIGGER broken BEFORE INSERT ON log BEGIN SELECT RAISE(ABORT, 'broken'); END");
    expect(attempt(book, add())).not.toBeInstanceOf(ClientError);
    expect(book.playlist).not.toBe(loaded);
    expect([book.playlist.revision, book.playlist.items.size]).toEqual([0, 1]);
    sql.exec("DROP TRIGGER broken");
    expect(attempt(book, add())).toMatchObject({ revision: 1 });
  });
});

test("what lies beyond more changes than can be held at once is taken back no more, and that is said", async () => {
  const { stub } = await makePlaylist();
  await admit(stub, bob, "editor");
  await perform(stub, owner, { type: "describe", name: "Before" });
  for (let round = 0; round < 4; round++) {
    const items = Array.from({ length: 10_000 }, (_, number) => ({ uid: randomId(), uri: trackUri(number) }));
    await perform(stub, bob, { type: "replace", items });
  }
  const answer = await stub.edit(owner, randomId(), { type: "undo" });
  expect(answer).toMatchObject({ ok: false, error: { code: "conflict", message: expect.stringContaining("Too much") } });
  await perform(stub, bob, { type: "undo" });
});

test("a playlist whose history has grown too long takes no more edits, says so, and can still be closed to others", async () => {
  const { stub } = await makePlaylist({ public: true });
  await runInDurableObject(stub, (_, { storage }) => {
    const book = Book.open(storage, storage.sql.databaseSize + 50_000);
    if (!book) throw new Error("there is no playlist");
    const outcomes = Array.from({ length: 5 }, () => {
      return attempt(book, { type: "add", items: Array.from({ length: 500 }, () => ({ uid: randomId(), uri: trackUri(1) })) });
    });
    expect(outcomes[0]).toMatchObject({ revision: 1 });
    expect(outcomes[4]).toMatchObject({ code: "unprocessable", message: expect.stringContaining("no more changes") });
    expect(attempt(book, { type: "describe", public: false })).toMatchObject({
      fresh: { change: { described: { after: { public: false } } } },
    });
  });
});
