/** Several people at one playlist: let in by links, live at once, and out again. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { liveCloseCodes } from "../../contracts/playlist.ts";
import { playlistSchema } from "../../contracts/web-api/playlists.ts";
import { LiveSocket } from "../support/live-socket.ts";
import { openPlaylistWorld, type Listener, type PlaylistWorld } from "../support/playlist-world.ts";
import { startService, type TestService } from "../support/runtime.ts";

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

const watch = (listener: Listener, id: string, since?: number): Promise<LiveSocket> =>
  LiveSocket.open(`${service.url}/v1/playlists/${id}/live`, { authorization: `Bearer ${listener.token}` }, since);

const newItem = (uri: string) => ({ uid: crypto.randomUUID().slice(0, 18), uri });

/** @returns the link's id and its secret */
async function invite(id: string, role: "editor" | "viewer"): Promise<{ id: string; secret: string }> {
  const response = await ada.ask("POST", `/v1/playlists/${id}/invitations`, { role });
  expect(response.status).toBe(201);
  const link = (await response.json()) as { id: string; url: string };
  expect(link.url).toMatch(new RegExp(`^${service.url}/playlist/${id}#invitation=`));
  return { id: link.id, secret: link.url.split("#invitation=")[1] ?? "" };
}

async function roleOf(listener: Listener, id: string): Promise<string | undefined> {
  const response = await listener.ask("GET", `/v1/playlists/${id}`);
  return response.ok ? playlistSchema.parse(await response.json()).role : undefined;
}

test("whoever has the link comes in, edits, and is out when the owner says so", async () => {
  const { id } = await ada.create({ name: "Ours", public: false });
  const path = `/v1/playlists/${id}`;
  const link = await invite(id, "editor");
  const offered = await ben.ask("POST", `${path}/invitations/view`, { invitation: link.secret });
  expect(await offered.json()).toMatchObject({ name: "Ours", role: "editor", owner: { id: ada.id }, total: 0 });
  expect(await roleOf(ben, id)).toBeUndefined();

  const joined = await ben.ask("POST", `${path}/members`, { invitation: link.secret });
  expect(await joined.json()).toEqual({ role: "editor" });
  expect(await roleOf(ben, id)).toBe("editor");
  await ben.edit("POST", `${path}/items`, { uris: world.uris.slice(0, 1) });
  expect(await ben.refusal("PUT", path, { name: "Mine" })).toEqual([403, "forbidden", undefined]);
  expect(((await ben.read("/v1/me/playlists")) as { items: { id: string; role: string }[] }).items).toMatchObject([{ id, role: "editor" }]);
  expect(await ben.read(`${path}/members`)).toMatchObject({
    members: [
      { user: { id: ada.id }, role: "owner" },
      { user: { id: ben.id }, role: "editor" },
    ],
  });
  expect(await ada.read(`${path}/invitations`)).toMatchObject({ invitations: [{ id: link.id, uses: 1 }] });
  expect((await ben.refusal("GET", `${path}/invitations`))[0]).toBe(403);

  // The link ends; who came in by it stays.
  expect((await ada.ask("DELETE", `${path}/invitations/${link.id}`)).status).toBe(200);
  const carl = await world.listener();
  expect(await carl.refusal("POST", `${path}/members`, { invitation: link.secret })).toEqual([404, "not_found", undefined]);
  expect(await roleOf(ben, id)).toBe("editor");

  const live = await watch(ben, id);
  await live.next("welcome");
  expect((await ada.ask("DELETE", `${path}/members/${ben.id}`)).status).toBe(200);
  expect(await live.ended()).toBe(liveCloseCodes.forbidden);
  expect(await roleOf(ben, id)).toBeUndefined();
  const second = await invite(id, "editor");
  expect(await ben.refusal("POST", `${path}/members`, { invitation: second.secret })).toEqual([404, "not_found", undefined]);
});

test("a viewer sees and does not edit, and may leave", async () => {
  const { id } = await ada.create({ public: false });
  const { secret } = await invite(id, "viewer");
  await ben.ask("POST", `/v1/playlists/${id}/members`, { invitation: secret });
  expect(await roleOf(ben, id)).toBe("viewer");
  expect((await ben.refusal("POST", `/v1/playlists/${id}/items`, { uris: world.uris }))[0]).toBe(403);
  expect((await ben.ask("DELETE", `/v1/playlists/${id}/members/${ben.id}`)).status).toBe(200);
  expect(await roleOf(ben, id)).toBeUndefined();
});

test("two who watch see each other, and what each of them does, over sockets and over HTTP", async () => {
  const made = await ada.create({ public: false, collaborative: true });
  const [one, two] = [await watch(ada, made.id), await watch(ben, made.id)];
  expect(await one.next("welcome")).toMatchObject({ you: ada.id, role: "owner" });
  expect(await two.next("welcome")).toMatchObject({ you: ben.id, role: "editor", revision: 0 });
  await one.next("presence", ({ people }) => new Set(people.map(({ id }) => id)).has(ben.id));

  const item = newItem(world.uris[0] ?? "");
  const operation = two.do({ type: "add", items: [item] });
  expect(await two.next("ack", ({ id }) => id === operation)).toMatchObject({ revision: 1 });
  expect(await one.next("change", ({ revision }) => revision === 1)).toMatchObject({ by: ben.id, op_id: operation });
  await ada.edit("POST", `/v1/playlists/${made.id}/items`, { uris: world.uris.slice(1, 3) });
  expect(await two.next("change", ({ revision }) => revision === 2)).toMatchObject({ by: ada.id });
  two.say({ v: 1, type: "presence", at: item.uid });
  await one.next("presence", ({ people }) => people.some(({ id, at }) => id === ben.id && at === item.uid));

  // Away for two changes, and back with what was seen last.
  two.leave();
  await ada.edit("DELETE", `/v1/playlists/${made.id}/items`, { positions: [0] });
  one.do({ type: "describe", name: "Seen by both" });
  await one.next("change", ({ revision }) => revision === 4);
  const back = await watch(ben, made.id, 2);
  const welcome = await back.next("welcome");
  expect("changes" in welcome && welcome.changes.map(({ revision }) => revision)).toEqual([3, 4]);
  one.leave();
  back.leave();
});

test("history says who did what; anything can be had back, and one's own last change taken back", async () => {
  const { id } = await ada.create({ public: false, collaborative: true });
  const path = `/v1/playlists/${id}`;
  await ada.edit("POST", `${path}/items`, { uris: world.uris.slice(0, 3) });
  await ben.edit("PUT", `${path}/items`, { uris: [] });
  type Version = { revision: number; kind: string; by: { id: string }; added: number; removed: number; total: number };
  const history = (await ben.read(`${path}/history?limit=2`)) as { versions: Version[]; next: string };
  expect(history.versions).toMatchObject([
    { revision: 2, kind: "edit", by: { id: ben.id }, removed: 3, total: 0 },
    { revision: 1, kind: "edit", by: { id: ada.id }, added: 3, total: 3 },
  ]);
  expect(await ben.read(history.next)).toMatchObject({ versions: [{ revision: 0, kind: "created" }], next: null });
  expect(await ben.read(`${path}/history/1?limit=2`)).toMatchObject({ total: 3, items: [{ track: { uri: world.uris[0] } }, {}] });
  await ben.edit("POST", `${path}/undo`, undefined);
  expect(await ada.read(`${path}/items?fields=total`)).toEqual({ total: 3 });
  await ada.edit("POST", `${path}/restore`, { revision: 0 });
  expect(await ada.read(`${path}/items?fields=total`)).toEqual({ total: 0 });
  expect((await ada.refusal("POST", `${path}/restore`, { revision: 99 }))[1]).toBe("not_found");
});

test("the door to the live connection asks who it is, and whether the page is the service's own", async () => {
  const { id } = await ada.create({ public: false });
  const address = `/v1/playlists/${id}/live`;
  expect(await ada.refusal("GET", address)).toEqual([426, "upgrade_required", undefined]);
  const cookie = { cookie: `access=${ada.token}` };
  const open = (headers: Record<string, string>) => LiveSocket.open(service.url + address, headers);
  await expect(open({})).rejects.toThrow();
  await expect(open(cookie)).rejects.toThrow();
  await expect(open({ ...cookie, origin: "https://elsewhere.example" })).rejects.toThrow();
  await expect(open({ ...cookie, origin: "null" })).rejects.toThrow();
  const own = await open({ ...cookie, origin: service.url });
  expect(await own.next("welcome")).toMatchObject({ you: ada.id });
  own.leave();
});

test("an app gets as far as its scopes", async () => {
  const { id } = await ada.create({ public: false });
  const open = await ada.create({ public: true });
  const path = `/v1/playlists/${id}`;
  const appOf = await world.listener({ scope: "playlist-modify-public" });
  expect(await appOf.refusal("POST", "/v1/me/playlists", { name: "Closed", public: false })).toEqual([
    403,
    "insufficient_scope",
    undefined,
  ]);
  const own = await appOf.create({ public: true });
  expect(await appOf.refusal("PUT", `/v1/playlists/${own.id}`, { public: false })).toEqual([403, "insufficient_scope", undefined]);
  expect(await appOf.refusal("GET", path)).toEqual([404, "not_found", undefined]);
  expect((await appOf.ask("GET", `/v1/playlists/${open.id}`)).status).toBe(200);
  expect((await appOf.ask("GET", `/v1/playlists/${own.id}`)).status).toBe(200);
});

test("over the live connection, too", async () => {
  const app = await world.listener({ scope: "playlist-read-private playlist-modify-public" });
  const { id } = await app.create({ public: true });
  await app.edit("POST", `/v1/playlists/${id}/items`, { uris: world.uris.slice(0, 1) });
  const live = await watch(app, id, 0);
  expect(await live.next("welcome")).toMatchObject({ role: "owner", snapshot: { revision: 1 } });
  const hidden = live.do({ type: "describe", public: false });
  expect(await live.next("nack", ({ id: refused }) => refused === hidden)).toMatchObject({ code: "insufficient_scope" });
  const named = live.do({ type: "describe", name: "Open" });
  expect(await live.next("ack", ({ id: done }) => done === named)).toMatchObject({ revision: 2 });
});
