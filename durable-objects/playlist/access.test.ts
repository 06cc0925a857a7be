import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { beforeAll, expect, test } from "vitest";
import { valueOf } from "../../contracts/playlist-object.ts";
import {
  account,
  addTracks,
  admit,
  codeOf,
  makePlaylist,
  migrateLibrary,
  owner,
  perform,
  randomId,
  trackUri,
  type Stub,
} from "./support/playlists.ts";
import { Book } from "./book.ts";
import { removeMember } from "./people.ts";
import { Watcher } from "./support/watcher.ts";

beforeAll(migrateLibrary);

const [bob, eve] = [account("bob"), account("eve")];
const hour = 3_600_000;

/** What every way in answers. */
async function everything(stub: Stub, viewer: string | null): Promise<(string | undefined)[]> {
  const socket = await Watcher.connect(stub, { id: viewer });
  return [
    codeOf(await stub.head(viewer)),
    codeOf(await stub.items(viewer, { offset: 0, limit: 1 })),
    codeOf(await stub.edit(viewer, randomId(), { type: "describe", name: "Mine" })),
    codeOf(await stub.edit(viewer, randomId(), { type: "add", items: [{ uid: randomId(), uri: trackUri(1) }] })),
    codeOf(await stub.editByIndex(viewer, randomId(), { type: "reorder", range_start: 0, insert_before: 0, snapshot_id: "x" })),
    codeOf(await stub.edit(viewer, randomId(), { type: "undo" })),
    codeOf(await stub.history(viewer, { limit: 1 })),
    codeOf(await stub.version(viewer, 0, { offset: 0, limit: 1 })),
    codeOf(await stub.members(viewer)),
    codeOf(await stub.changeMember(viewer, bob, "editor")),
    codeOf(await stub.removeMember(viewer, bob)),
    codeOf(await stub.invitations(viewer)),
    codeOf(await stub.invite(viewer, { role: "viewer", lifetime: hour })),
    codeOf(await stub.endInvitation(viewer, "none")),
    typeof socket === "number" ? String(socket) : "socket",
  ];
}

test("a private playlist is not there for whoever may not read it, whichever way they ask", async () => {
  const { stub } = await makePlaylist({ uris: [trackUri(1)] });
  for (const viewer of [eve, null]) {
    expect(new Set(await everything(stub, viewer))).toEqual(new Set(["not_found", "404"]));
    expect(await stub.access(viewer)).toBeUndefined();
  }
  expect(codeOf(await stub.document({ offset: 0, limit: 100 }))).toBe("not_found");
  expect(codeOf(await stub.join(eve, randomId()))).toBe("not_found");
  expect(codeOf(await stub.offer(randomId()))).toBe("not_found");
});

test("whoever reads a public playlist may do nothing else with it, nor see its past or its people", async () => {
  const { stub } = await makePlaylist({ uris: [trackUri(1)], public: true });
  const [head, items, ...rest] = await everything(stub, null);
  expect([head, items]).toEqual([undefined, undefined]);
  expect(new Set(rest)).toEqual(new Set(["forbidden", "socket"]));
  expect(valueOf(await stub.document({ offset: 0, limit: 100 }))).toMatchObject({
    head: { name: "Late trains", public: true },
    items: [{ uri: trackUri(1) }],
  });
});

test("editors edit items, viewers nothing, and neither says what it is called", async () => {
  const { stub } = await makePlaylist({ uris: [trackUri(1)] });
  await admit(stub, bob, "editor");
  await admit(stub, eve, "viewer");
  const add = () => ({ type: "add" as const, items: [{ uid: randomId(), uri: trackUri(2) }] });
  expect(codeOf(await stub.edit(bob, randomId(), add()))).toBeUndefined();
  expect(codeOf(await stub.edit(eve, randomId(), add()))).toBe("forbidden");
  expect(codeOf(await stub.edit(bob, randomId(), { type: "describe", name: "Mine" }))).toBe("forbidden");
  expect(codeOf(await stub.history(eve, { limit: 1 }))).toBeUndefined();
  expect(valueOf(await stub.members(eve)).map(({ account_id: id, role }) => [id, role])).toEqual([
    [owner, "owner"],
    [bob, "editor"],
    [eve, "viewer"],
  ]);
  expect([await stub.access(owner), await stub.access(bob), await stub.access(eve)]).toEqual(["owner", "editor", "viewer"]);
});

test("a collaborative playlist is open to every account that knows its address; a public one can't be collaborative", async () => {
  const { stub } = await makePlaylist({ collaborative: true });
  await addTracks(stub, eve, 1);
  expect([await stub.access(eve), await stub.access(null)]).toEqual(["editor", undefined]);
  expect(codeOf(await stub.edit(owner, randomId(), { type: "describe", public: true }))).toBe("invalid_request collaborative");
  await perform(stub, owner, { type: "describe", public: true, collaborative: false });
  expect(await stub.access(eve)).toBe("reader");
});

test("a link lets in whoever holds it, as often as they come, until it ends", async () => {
  const { stub } = await makePlaylist();
  const made = valueOf(await stub.invite(owner, { role: "viewer", lifetime: hour }));
  expect(valueOf(await stub.offer(made.secret))).toEqual({ name: "Late trains", owner, role: "viewer", total: 0 });
  for (const viewer of [bob, bob, owner]) valueOf(await stub.join(viewer, made.secret));
  await evictDurableObject(stub);
  expect(valueOf(await stub.invitations(owner))).toEqual([expect.objectContaining({ id: made.id, role: "viewer", uses: 1 })]);
  expect(JSON.stringify(valueOf(await stub.invitations(owner)))).not.toContain(made.secret);
  const better = valueOf(await stub.invite(owner, { role: "editor", lifetime: hour }));
  expect(valueOf(await stub.join(bob, better.secret))).toMatchObject({ role: "editor" });
  expect(valueOf(await stub.join(bob, made.secret))).toMatchObject({ role: "editor" });
  valueOf(await stub.endInvitation(owner, made.id));
  expect([codeOf(await stub.join(eve, made.secret)), codeOf(await stub.offer(made.secret))]).toEqual(["not_found", "not_found"]);
  expect(await stub.access(bob)).toBe("editor");
});

test("a hundred members come in, and no more", async () => {
  const { stub } = await makePlaylist();
  const { secret } = valueOf(await stub.invite(owner, { role: "viewer", lifetime: hour }));
  for (let index = 0; index < 100; index++) valueOf(await stub.join(account(`member-${index}`), secret));
  expect(codeOf(await stub.join(eve, secret))).toBe("unprocessable");
  valueOf(await stub.removeMember(account("member-1"), account("member-1")));
  expect(codeOf(await stub.join(eve, secret))).toBeUndefined();
});

test("whom the owner removes is out at once, sockets and all, and no link lets them in again", async () => {
  const { stub } = await makePlaylist();
  const { secret } = valueOf(await stub.invite(owner, { role: "editor", lifetime: hour }));
  valueOf(await stub.join(bob, secret));
  const socket = await Watcher.watch(stub, { id: bob });
  expect(codeOf(await stub.removeMember(bob, owner))).toBe("forbidden");
  valueOf(await stub.removeMember(owner, bob));
  expect(await socket.next("bye")).toMatchObject({ code: "forbidden" });
  expect(await socket.ended()).toBe(4403);
  expect(new Set(await everything(stub, bob))).toEqual(new Set(["not_found", "404"]));
  expect(codeOf(await stub.join(bob, secret))).toBe("not_found");
  expect(valueOf(await stub.changeMember(owner, bob, "viewer"))).toMatchObject({ role: "viewer" });
  expect(await stub.access(bob)).toBe("viewer");
});

test("a socket is told when its role changes, and closed when a public playlist becomes private", async () => {
  const { stub } = await makePlaylist({ public: true });
  await admit(stub, bob, "viewer");
  const [member, stranger] = [await Watcher.watch(stub, { id: bob }), await Watcher.watch(stub, { id: null })];
  valueOf(await stub.changeMember(owner, bob, "editor"));
  expect(await member.next("access")).toMatchObject({ role: "editor" });
  member.do(randomId(), { type: "add", items: [{ uid: randomId(), uri: trackUri(1) }] });
  await member.next("ack");
  await perform(stub, owner, { type: "describe", public: false });
  expect(await stranger.ended()).toBe(4403);
  expect(await member.next("change", ({ revision }) => revision === 2)).toBeDefined();
  expect(member.closed).toBeUndefined();
});

test("the owner keeps out a thousand who never were members, and every member", async () => {
  const { stub } = await makePlaylist({ collaborative: true });
  await admit(stub, bob, "editor");
  await runInDurableObject(stub, (_, { storage }) => {
    const book = Book.open(storage);
    if (!book) throw new Error("there is no playlist");
    const keepOut = (accountId: string) => () => removeMember(book, owner, accountId, Date.now());
    for (let index = 0; index < 1000; index++) keepOut(account(`s${index}`))();
    expect(keepOut(eve)).toThrow("At most 1000 people");
    expect(keepOut(account("s0"))).not.toThrow();
    keepOut(bob)();
    expect([book.roleOf(bob), book.roleOf(eve)]).toEqual([undefined, "editor"]);
  });
});
