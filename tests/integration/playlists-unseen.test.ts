/** A private playlist is to strangers what one that never was is, however they ask. */
import { randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { idInSlice, sliceOf } from "../../domain/ids.ts";
import { policiesOfWorkers } from "../support/every-route.ts";
import { LiveSocket } from "../support/live-socket.ts";
import { openPlaylistWorld, playlistScopes, type Listener, type PlaylistWorld } from "../support/playlist-world.ts";
import { startService, waitFor, type TestService } from "../support/runtime.ts";

let service: TestService;
let world: PlaylistWorld;
let owner: Listener;
const ids: Record<"secret" | "ended" | "never", string> = { secret: "", ended: "", never: "" };
const askers: Record<string, { token: string }> = {};
let picture = "";

beforeAll(async () => {
  service = await startService();
  world = await openPlaylistWorld(service);
  owner = await world.listener();
  const [member, follower] = [await world.listener(), await world.listener()];
  const secret = await owner.create({ name: "Once open" });
  await owner.edit("POST", `/v1/playlists/${secret.id}/items`, { uris: world.uris });
  const link = (await (await owner.ask("POST", `/v1/playlists/${secret.id}/invitations`, { role: "editor" })).json()) as {
    id: string;
    url: string;
  };
  const invitation = link.url.split("#invitation=")[1];
  await member.ask("POST", `/v1/playlists/${secret.id}/members`, { invitation });
  await follower.ask("PUT", `/v1/playlists/${secret.id}/followers`);
  await owner.ask("DELETE", `/v1/playlists/${secret.id}/members/${member.id}`);
  await owner.ask("PUT", `/v1/playlists/${secret.id}`, { public: false });
  await owner.ask("DELETE", `/v1/playlists/${secret.id}/invitations/${link.id}`);
  const ended = await owner.create({ name: "No more", public: false });
  const namespace = await service.miniflare.getDurableObjectNamespace("PLAYLISTS", "nearfield-api");
  const object: unknown = namespace.get(namespace.idFromName(ended.id));
  await (object as { end(owner: string): Promise<void> }).end(owner.id);
  Object.assign(ids, { secret: secret.id, ended: ended.id, never: idInSlice(sliceOf(owner.id) ?? 0, randomBytes(16)) });
  Object.assign(askers, {
    stranger: await world.listener(),
    guest: { token: await service.token() },
    "an app": await world.listener({ client: "app", tokenRoles: ["client"], scope: playlistScopes }),
    "a former member": member,
    "a former follower": follower,
  });
  picture = (
    await sharp({ create: { width: 64, height: 64, channels: 3, background: "#123456" } })
      .jpeg()
      .toBuffer()
  ).toString("base64");
  await waitFor(async () => (await answerOf("guest", "GET", `/v1/playlists/${ids.secret}`)).status === 404, "that it is closed", 10);
});
afterAll(() => service.stop());

type Answer = { status: number; headers: Record<string, string>; body: string };

async function answerOf(asker: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(service.url + path, {
    method,
    headers: { authorization: `Bearer ${askers[asker]?.token}` },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return comparable(response.status, Object.fromEntries(response.headers), await response.text());
}

/** All but what differs from one request to the next. */
function comparable(
  status: number,
  { date: _date, "x-request-id": requestId = "", ...headers }: Record<string, string>,
  body: string,
): Answer {
  const named = Object.values(ids).reduce((text, id) => text.replaceAll(id, "<the id that was asked for>"), body);
  return { status, headers, body: named.replaceAll(requestId, "<request>") };
}

/** Bodies that would be carried out on a playlist of one's own. */
function bodyFor(route: string): unknown {
  const bodies: Record<string, unknown> = {
    "PUT /v1/playlists/:playlist_id": { name: "Mine now", public: true },
    "PUT /v1/playlists/:playlist_id/images": picture,
    "POST /v1/playlists/:playlist_id/members": { invitation: "a guess" },
    "POST /v1/playlists/:playlist_id/invitations": { role: "editor" },
    "POST /v1/playlists/:playlist_id/invitations/view": { invitation: "a guess" },
    "POST /v1/playlists/:playlist_id/restore": { revision: 0 },
  };
  for (const generation of ["items", "tracks"]) {
    bodies[`POST /v1/playlists/:playlist_id/${generation}`] = { uris: [world.uris[0]] };
    bodies[`PUT /v1/playlists/:playlist_id/${generation}`] = { range_start: 0, insert_before: 1, snapshot_id: "a guess" };
    bodies[`DELETE /v1/playlists/:playlist_id/${generation}`] = { [generation]: [{ uri: world.uris[0] }] };
  }
  return bodies[route] ?? (route.startsWith("GET") ? undefined : {});
}

const routes = Object.keys(policiesOfWorkers.api).filter((route) => route.includes(":playlist_id") && !route.endsWith("/live"));

function pathOf(route: string, id: string): string {
  const values: Record<string, string> = { playlist_id: id, user_id: owner.id, invitation_id: "x".repeat(22), revision: "0" };
  return (route.split(" ")[1] ?? "").replaceAll(/:(\w+)/g, (_, name: string) => values[name] ?? "");
}

describe.each(["stranger", "guest", "an app", "a former member", "a former follower"])("%s", (asker) => {
  test.each(routes)("%s", async (route) => {
    const [method = ""] = route.split(" ");
    const ask = (id: string) => answerOf(asker, method, pathOf(route, id), bodyFor(route));
    const never = await ask(ids.never);
    expect(await ask(ids.secret)).toEqual(never);
    expect(await ask(ids.ended)).toEqual(never);
    const policy = policiesOfWorkers.api[route];
    if (policy?.kind !== "token") throw new Error(`${route} asks for no token`);
    const hasAccount = asker !== "guest" && asker !== "an app";
    // Whoever has to log in first, or to be somebody else, is told no more than that.
    expect(never.status).toBe(!hasAccount && !policy.guests ? 401 : policy.roles ? 403 : 404);
  });

  test.each([
    ["GET", (id: string) => `/v1/playlists/${id}?fields=name`],
    ["GET", (id: string) => `/v1/playlists/${id}/items?offset=5&limit=2`],
    ["GET", (id: string) => `/v1/playlists/${id}/tracks?fields=total`],
    ["HEAD", (id: string) => `/v1/playlists/${id}`],
    ["PUT", (id: string) => `/v1/me/library?uris=nearfield:playlist:${id}`],
  ] as const)("%s, asked otherwise (%#)", async (method, path) => {
    const normal = (id: string) => answerOf(asker, method, path(id));
    // Whoever followed it once may say so again: their own library has it already.
    const follows = method === "PUT" && asker === "a former follower";
    const never = await normal(ids.never);
    if (!follows) expect(await normal(ids.secret)).toEqual(never);
    expect(await normal(ids.ended)).toEqual(never);
  });

  test("the live connection", async () => {
    const never = await upgrade(asker, ids.never);
    expect(never.status).toBe(404);
    expect(await upgrade(asker, ids.secret)).toEqual(never);
    expect(await upgrade(asker, ids.ended)).toEqual(never);
  });
});

/** Asks for the socket; fetch would not. */
async function upgrade(asker: string, id: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${askers[asker]?.token}`,
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": randomBytes(16).toString("base64"),
    };
    const request = httpRequest(`${service.url}/v1/playlists/${id}/live`, { headers });
    request.on("upgrade", () => reject(new Error("the socket was opened")));
    request.on("error", reject);
    request.on("response", (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("end", () => {
        const read = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
        resolve(comparable(response.statusCode ?? 0, read, Buffer.concat(parts).toString()));
      });
    });
    request.end();
  });
}

test("of a public playlist nobody else is told over the live connection what was taken away", async () => {
  const open = await owner.create({ name: "Its former name" });
  await owner.edit("POST", `/v1/playlists/${open.id}/items`, { uris: world.uris.slice(0, 2) });
  await owner.edit("DELETE", `/v1/playlists/${open.id}/items`, { items: [{ uri: world.uris[0] }] });
  await owner.ask("PUT", `/v1/playlists/${open.id}`, { name: "Open" });
  for (const { token } of [...Object.values(askers), owner]) {
    const live = await LiveSocket.open(`${service.url}/v1/playlists/${open.id}/live`, { authorization: `Bearer ${token}` }, 0);
    const welcome = JSON.stringify(await live.next("welcome"));
    const isOwner = token === owner.token;
    expect([welcome.includes(world.uris[0] ?? "none"), welcome.includes("Its former name")]).toEqual([isOwner, isOwner]);
    live.leave();
  }
});

test("nothing of it is in a list of theirs, or on its owner's page", async () => {
  for (const [asker, { token }] of Object.entries(askers)) {
    if (asker === "guest" || asker === "an app") continue;
    const response = await fetch(`${service.url}/v1/me/playlists`, { headers: { authorization: `Bearer ${token}` } });
    expect([asker, (await response.text()).includes(ids.secret)]).toEqual([asker, false]);
  }
  const page = await waitFor(
    async () => {
      const { status, body } = await answerOf("stranger", "GET", `/v1/users/${owner.id}/playlists`);
      return status === 200 && !body.includes(ids.secret) && body;
    },
    "its owner's page without it",
    10,
  );
  expect(page).not.toContain(ids.ended);
});

test("an app with a scope for other playlists neither opens nor reads it", async () => {
  const bound = await owner.create({ name: "Bound", public: false });
  const path = `/v1/playlists/${bound.id}`;
  const link = (await (await owner.ask("POST", `${path}/invitations`, {})).json()) as { id: string; url: string };
  const invitation = link.url.split("#invitation=")[1];
  const refused = [403, "insufficient_scope", undefined];
  const opener = await world.appOf(owner, "playlist-modify-public");
  expect(await opener.refusal("POST", `${path}/invitations`, {})).toEqual(refused);
  expect(await opener.refusal("GET", `${path}/invitations`)).toEqual(refused);
  expect(await opener.refusal("DELETE", `${path}/invitations/${link.id}`)).toEqual(refused);
  expect(await opener.refusal("DELETE", `${path}/members/${owner.id}`)).toEqual(refused);
  const guest = await world.listener({ client: "app", scope: "playlist-modify-public" });
  expect(await guest.refusal("POST", `${path}/members`, { invitation })).toEqual(refused);
  expect(await guest.refusal("POST", `${path}/members`, { invitation: "a guess" })).toEqual([404, "not_found", undefined]);
  const reader = await world.appOf(owner, "playlist-read-collaborative");
  for (const part of ["", "/history", "/history/0", "/members"]) expect(await reader.refusal("GET", path + part)).toEqual(refused);
  const editor = await world.listener({ client: "app", scope: "playlist-modify-private playlist-read-collaborative" });
  expect((await editor.ask("POST", `${path}/members`, { invitation })).status).toBe(200);
  for (const part of ["/history", "/history/0", "/members"]) expect((await editor.ask("GET", path + part)).status).toBe(200);
});

test("taking back opens no playlist again", async () => {
  const closed = await owner.create({ name: "Closed" });
  const path = `/v1/playlists/${closed.id}`;
  await owner.ask("PUT", path, { public: false });
  const app = await world.appOf(owner, "playlist-modify-private playlist-read-private");
  await app.ask("POST", `${path}/undo`);
  await app.ask("POST", `${path}/restore`, { revision: 0 });
  expect(await app.read(path)).toMatchObject({ public: false });
});

test("whoever may read it still does", async () => {
  expect((await owner.ask("GET", `/v1/playlists/${ids.secret}`)).status).toBe(200);
  expect(await owner.refusal("GET", `/v1/playlists/${ids.ended}`)).toEqual([404, "not_found", undefined]);
});
