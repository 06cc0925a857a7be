import { beforeAll, expect, test } from "vitest";
import { valueOf } from "../../contracts/playlist-object.ts";
import type { Operation } from "../../domain/playlist/schema.ts";
import { account, addTracks, admit, makePlaylist, migrateLibrary, owner, perform, randomId, trackUri } from "./support/playlists.ts";
import { Watcher } from "./support/watcher.ts";

beforeAll(migrateLibrary);

const bob = account("bob");

async function answerTo(watcher: Watcher, operation: Operation): Promise<string> {
  const id = randomId();
  watcher.do(id, operation);
  await watcher.arrivalOf(({ type, ...message }) => (type === "ack" || type === "nack") && "id" in message && message.id === id);
  const answer = watcher.messages.splice(0).find((message) => "id" in message && message.id === id);
  return answer?.type === "nack" ? answer.code : "done";
}

const add = (): Operation => ({ type: "add", items: [{ uid: randomId(), uri: trackUri(1) }] });

test("an app without the scope for it changes nothing over a socket, though its listener is the owner", async () => {
  const { stub } = await makePlaylist({ public: true, uris: [trackUri(1)] });
  await addTracks(stub, owner, 2);
  const operations: Operation[] = [
    add(),
    { type: "replace", items: [] },
    { type: "describe", name: "Mine" },
    { type: "describe", public: false },
    { type: "undo" },
    { type: "restore", revision: 0 },
  ];
  for (const operation of operations) {
    const app = await Watcher.watch(stub, { id: owner, scopes: ["playlist-read-private", "playlist-read-collaborative"] });
    expect([operation.type, await answerTo(app, operation)]).toEqual([operation.type, "insufficient_scope"]);
  }
  expect(valueOf(await stub.head(owner)).revision).toBe(1);
});

test("the scope is that of the playlist as it is and as it becomes", async () => {
  const { stub } = await makePlaylist({ public: true });
  const reads = ["playlist-read-private", "playlist-read-collaborative"] as const;
  const ofPublic = await Watcher.watch(stub, { id: owner, scopes: [...reads, "playlist-modify-public"] });
  const ofPrivate = await Watcher.watch(stub, { id: owner, scopes: [...reads, "playlist-modify-private"] });
  expect([await answerTo(ofPublic, add()), await answerTo(ofPrivate, add())]).toEqual(["done", "insufficient_scope"]);
  expect(await answerTo(ofPublic, { type: "describe", public: false })).toBe("insufficient_scope");
  await perform(stub, owner, { type: "describe", public: false });
  expect([await answerTo(ofPublic, add()), await answerTo(ofPrivate, add())]).toEqual(["insufficient_scope", "done"]);
  expect(await answerTo(ofPrivate, { type: "describe", public: true })).toBe("insufficient_scope");
});

test("an app that may not read private playlists is let go when the one that it watches becomes private", async () => {
  const { stub } = await makePlaylist({ public: true });
  const app = await Watcher.watch(stub, { id: owner, scopes: ["playlist-modify-public"] });
  await perform(stub, owner, { type: "describe", public: false, name: "Not for apps" });
  expect(await app.ended()).toBe(4403);
  expect(JSON.stringify(app.messages)).not.toContain("Not for apps");
  expect(await Watcher.connect(stub, { id: owner, scopes: ["playlist-modify-public"] })).toBe(403);
});

test("the past of a public playlist is told to those who belong to it, by a token that covers it, and to nobody else", async () => {
  const { stub } = await makePlaylist({ public: true });
  await admit(stub, bob, "viewer");
  const [gone = ""] = await addTracks(stub, owner, 1);
  await perform(stub, owner, { type: "remove", uids: [gone] });
  const scopes: [string | null, Parameters<typeof Watcher.watch>[1]["scopes"], string][] = [
    [null, undefined, "snapshot"],
    [account("eve"), undefined, "snapshot"],
    [owner, ["playlist-read-private", "playlist-modify-public"], "snapshot"],
    [bob, ["playlist-read-collaborative"], "changes"],
    [owner, undefined, "changes"],
  ];
  for (const [id, covered, expected] of scopes) {
    const watcher = await Watcher.connect(stub, { id, ...(covered && { scopes: covered }) });
    if (typeof watcher === "number") throw new Error("refused");
    watcher.say({ v: 1, type: "hello", since: 0 });
    const welcome = await watcher.next("welcome");
    expect([id, "changes" in welcome ? "changes" : "snapshot"]).toEqual([id, expected]);
    expect(JSON.stringify(welcome).includes(gone)).toBe(expected === "changes");
  }
});

test("who is here is told to an app that may know its listener's fellows, and to no other", async () => {
  const { stub } = await makePlaylist({ public: true });
  const app = await Watcher.watch(stub, { id: owner, scopes: ["playlist-modify-public"] });
  const player = await Watcher.watch(stub, { id: owner });
  await player.next("presence");
  await addTracks(stub, owner, 1);
  await app.arrivalOf(({ type }) => type === "change");
  expect(app.messages.some(({ type }) => type === "presence")).toBe(false);
});

test("whom a playlist that becomes private is closed to never hears what it then is", async () => {
  const { stub } = await makePlaylist({ public: true });
  const stranger = await Watcher.watch(stub, { id: null });
  await perform(stub, owner, { type: "describe", public: false, name: "Now private" });
  expect(await stranger.ended()).toBe(4403);
  expect(stranger.messages.map(({ type }) => type)).toEqual(["bye"]);
});
