import { runInDurableObject } from "cloudflare:test";
import { beforeAll, expect, test } from "vitest";
import { Dismissal } from "../../frame/dismissal.ts";
import { Book } from "./book.ts";
import { Live } from "./live.ts";
import { makePlaylist, migrateLibrary, owner, type Stub } from "./support/playlists.ts";
import { Watcher } from "./support/watcher.ts";

beforeAll(migrateLibrary);

/** As an object does whose list of ended sessions answers like that. */
async function dismiss(stub: Stub, isRevoked: () => Promise<boolean>): Promise<void> {
  await runInDurableObject(stub, async (_, context) => {
    const book = Book.open(context.storage);
    if (!book) throw new Error("there is no playlist");
    const nothing = () => {
      throw new Error("nobody asked for that");
    };
    const live = new Live({ sockets: context, edit: nothing, announce: nothing }, book);
    await new Dismissal({ isRevoked, hold: (work) => work() }).run(live, Date.now());
  });
}

test.each([
  ["can't be read", () => Promise.reject(new Error("out of reach"))],
  ["does not answer", () => new Promise<boolean>(() => undefined)],
])("a list of ended sessions that %s keeps nobody whose token has expired, and holds nobody up", async (_, isRevoked) => {
  const { stub } = await makePlaylist();
  const going = await Watcher.watch(stub, { id: owner, session: "going" });
  const expired = await Watcher.connect(stub, { id: owner, session: "expired", expires_at: Date.now() - 1 });
  if (typeof expired === "number") throw new Error("refused");
  await dismiss(stub, isRevoked);
  expect(await expired.ended()).toBe(4401);
  expect(going.closed).toBeUndefined();
});
