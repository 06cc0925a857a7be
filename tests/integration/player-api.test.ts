/** The Web API's player, over the whole service, with devices that are connected and obey. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { currentlyPlayingSchema, playbackStateSchema, playerQueueSchema, type PlaybackState } from "../../contracts/web-api/player.ts";
import { commandTypes, type DeviceDescription } from "../../domain/connect/schema.ts";
import { openObedientDevice } from "../support/obedient-device.ts";
import { openPlaylistWorld, playlistScopes, type Listener, type PlaylistWorld } from "../support/playlist-world.ts";
import { startService, type TestService } from "../support/runtime.ts";

const scope = [
  playlistScopes,
  "streaming user-read-playback-state user-modify-playback-state user-read-currently-playing user-read-recently-played",
].join(" ");

let service: TestService;
let world: PlaylistWorld;
beforeAll(async () => {
  service = await startService();
  world = await openPlaylistWorld(service);
});
afterAll(() => service.stop());

const listen = () => world.listener({ scope });
const connect = (listener: Listener, more?: Partial<DeviceDescription>) => openObedientDevice(service.url, listener.token, more);

/** @throws when it is refused */
async function command(listener: Listener, method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<void> {
  const response = await listener.ask(method, `/v1/me/player${path}`, body, headers);
  const text = await response.text();
  expect([path, response.status, text]).toEqual([path, 204, ""]);
}

async function stateOf(listener: Listener): Promise<PlaybackState> {
  return playbackStateSchema.parse(await listener.read("/v1/me/player"));
}

async function upNext(listener: Listener): Promise<(string | undefined)[]> {
  const { currently_playing, queue } = playerQueueSchema.parse(await listener.read("/v1/me/player/queue"));
  return [currently_playing?.uri, ...queue.map(({ uri }) => uri)];
}

describe("nobody plays", () => {
  test("there is nothing to tell, without a body", async () => {
    const listener = await listen();
    for (const path of ["/v1/me/player", "/v1/me/player/currently-playing"]) {
      const response = await listener.ask("GET", path);
      expect([path, response.status, await response.text()]).toEqual([path, 204, ""]);
    }
    expect(await listener.read("/v1/me/player/devices")).toEqual({ devices: [] });
    expect(await listener.read("/v1/me/player/queue")).toEqual({ currently_playing: null, queue: [] });
  });

  test("every command is told that no device is there", async () => {
    const listener = await listen();
    const commands: [string, string, unknown?][] = [
      ["PUT", "/play"],
      ["PUT", "/play", { uris: world.uris }],
      ["PUT", "/play?device_id=nobody-knows", { uris: world.uris }],
      ["PUT", "/play?device_id=x", { uris: world.uris }],
      ["PUT", "/pause"],
      ["POST", "/next"],
      ["POST", "/previous"],
      ["PUT", "/seek?position_ms=5"],
      ["PUT", "/repeat?state=off"],
      ["PUT", "/volume?volume_percent=5"],
      ["PUT", "/shuffle?state=true"],
      ["POST", `/queue?uri=${world.uris[0]}`],
    ];
    for (const [method, path, body] of commands)
      expect([path, ...(await listener.refusal(method, `/v1/me/player${path}`, body))]).toEqual([path, 404, "NO_ACTIVE_DEVICE", undefined]);
    expect(await listener.refusal("PUT", "/v1/me/player", { device_ids: ["nobody-knows"] })).toEqual([404, "DEVICE_OFFLINE", undefined]);
  });
});

describe("a device plays", () => {
  test("tracks from one of them on, told field by field", async () => {
    const listener = await listen();
    const device = await connect(listener, { name: "Kitchen", kind: "game_console" });
    const shown = { id: device.id, name: "Kitchen", type: "GameConsole", is_restricted: false, is_private_session: false };
    const volume = { volume_percent: 100, supports_volume: true };
    expect(await listener.read("/v1/me/player/devices")).toEqual({ devices: [{ ...shown, ...volume, is_active: false }] });

    const uris = world.uris.map((uri) => uri.replace("nearfield", "spotify"));
    await command(listener, "PUT", `/play?device_id=${device.id}`, { uris, offset: { uri: uris[2] }, position_ms: 1000 });
    const before = Date.now();
    const state = await stateOf(listener);
    expect(state).toMatchObject({
      device: { ...shown, ...volume, is_active: true },
      repeat_state: "off",
      shuffle_state: false,
      context: null,
      is_playing: true,
      currently_playing_type: "track",
      item: { uri: world.uris[2], type: "track", is_playable: true },
    });
    expect(state.actions).toEqual({ disallows: { resuming: true, transferring_playback: true } });
    expect(state.progress_ms).toBeGreaterThanOrEqual(1000);
    expect(Math.abs(state.timestamp - before)).toBeLessThan(30_000);
    const { device: _device, repeat_state: _repeat, shuffle_state: _shuffle, progress_ms: _progress, ...rest } = state;
    expect(currentlyPlayingSchema.parse(await listener.read("/v1/me/player/currently-playing"))).toMatchObject({
      ...rest,
      timestamp: expect.any(Number),
    });
    expect(await upNext(listener)).toEqual(world.uris.slice(2));
    await device.socket.next("exec");
    expect(device.executed()).toMatchObject([{ type: "play", position_ms: 1000 }]);
  });

  test("and does whatever it is asked, in order", async () => {
    const listener = await listen();
    const device = await connect(listener);
    await command(listener, "PUT", `/play?device_id=${device.id}`, { uris: world.uris });
    await command(listener, "PUT", "/pause");
    expect(await stateOf(listener)).toMatchObject({ is_playing: false, actions: { disallows: { pausing: true } } });
    await command(listener, "PUT", "/seek?position_ms=1234");
    expect((await stateOf(listener)).progress_ms).toBe(1234);
    await command(listener, "PUT", "/play");
    expect(await stateOf(listener)).toMatchObject({ is_playing: true, item: { uri: world.uris[0] } });
    await command(listener, "POST", "/next");
    await command(listener, "POST", `/queue?uri=${world.uris[7]?.replace("nearfield", "spotify")}`);
    expect(await upNext(listener)).toEqual([world.uris[1], world.uris[7], ...world.uris.slice(2)]);
    await command(listener, "POST", "/previous");
    await command(listener, "PUT", "/repeat?state=context");
    await command(listener, "PUT", "/shuffle?state=true");
    await command(listener, "PUT", "/volume?volume_percent=30");
    expect(await stateOf(listener)).toMatchObject({
      item: { uri: world.uris[0] },
      repeat_state: "context",
      shuffle_state: true,
      device: { volume_percent: 30 },
    });
    await device.socket.next("exec", ({ d }) => d.command.type === "volume");
    expect(device.executed().map(({ type }) => type)).toEqual([
      ..."play pause seek play next".split(" "),
      "queue.add",
      ..."previous repeat shuffle volume".split(" "),
    ]);
  });

  test("a context from a place in it, whatever scheme names it", async () => {
    const listener = await listen();
    const device = await connect(listener);
    const [first = ""] = world.uris;
    const { album } = (await listener.read(`/v1/tracks/${first.slice(-22)}`)) as { album: { id: string } };
    await command(listener, "PUT", `/play?device_id=${device.id}`, { context_uri: `spotify:album:${album.id}`, offset: { position: 1 } });
    const state = await stateOf(listener);
    expect(state.item?.uri).toBe(world.uris[1]);
    expect(state.context).toEqual({
      type: "album",
      uri: `nearfield:album:${album.id}`,
      href: `${service.url}/v1/albums/${album.id}`,
      external_urls: { nearfield: `${service.url}/album/${album.id}` },
    });
  });

  test("a private playlist of the listener's own, and what they saved; nobody else's", async () => {
    const [listener, stranger] = [await listen(), await listen()];
    const device = await connect(listener);
    const playlist = await listener.create({ public: false });
    await listener.edit("POST", `/v1/playlists/${playlist.id}/items`, { uris: [world.uris[4], world.uris[3]] });
    await listener.ask("PUT", `/v1/me/tracks?ids=${world.uris[5]?.slice(-22)}`);
    const play = `/play?device_id=${device.id}`;
    await command(listener, "PUT", play, { context_uri: `spotify:playlist:${playlist.id}` });
    expect(await upNext(listener)).toEqual([world.uris[4], world.uris[3]]);
    await command(listener, "PUT", play, { context_uri: `spotify:user:${listener.id}:collection` });
    expect(await upNext(listener)).toEqual([world.uris[5]]);
    expect((await stateOf(listener)).context).toMatchObject({ type: "collection", href: `${service.url}/v1/me/tracks` });

    const theirs = await connect(stranger);
    for (const context_uri of [playlist.uri, `nearfield:collection:${listener.id}`])
      expect(await stranger.refusal("PUT", `/v1/me/player/play?device_id=${theirs.id}`, { context_uri })).toEqual([
        403,
        "RESTRICTED",
        undefined,
      ]);
    // A public one is everybody's, and read as everybody may.
    const open = await listener.create({ public: true });
    await listener.edit("POST", `/v1/playlists/${open.id}/items`, { uris: world.uris.slice(0, 2) });
    await command(stranger, "PUT", `/play?device_id=${theirs.id}`, { context_uri: open.uri });
    expect(await upNext(stranger)).toEqual(world.uris.slice(0, 2));
  });
});

describe("two devices", () => {
  test("playback moves between them, playing where it is to", async () => {
    const listener = await listen();
    const [kitchen, desk] = [await connect(listener), await connect(listener, { kind: "computer" })];
    await command(listener, "PUT", `/play?device_id=${kitchen.id}`, { uris: world.uris });
    await command(listener, "PUT", "", { device_ids: [desk.id], play: false });
    await kitchen.socket.next("transfer.commit");
    expect(await stateOf(listener)).toMatchObject({ is_playing: true, device: { id: desk.id, type: "Computer" } });
    await command(listener, "PUT", "/pause");
    await command(listener, "PUT", "", { device_ids: [kitchen.id], play: true });
    expect(await stateOf(listener)).toMatchObject({ is_playing: true, device: { id: kitchen.id } });
    expect(await listener.refusal("PUT", `/v1/me/player/pause?device_id=${desk.id}`)).toEqual([404, "NO_ACTIVE_DEVICE", undefined]);
    expect(await listener.refusal("PUT", "/v1/me/player", { device_ids: [desk.id, kitchen.id] })).toEqual([
      400,
      "invalid_request",
      "device_ids",
    ]);
  });

  test("one that can't do something, or is gone, is told of as that", async () => {
    const listener = await listen();
    const commands = commandTypes.filter((type) => type !== "shuffle" && type !== "volume");
    const device = await connect(listener, { commands, volume_steps: 0 });
    await command(listener, "PUT", `/play?device_id=${device.id}`, { uris: world.uris });
    expect(await stateOf(listener)).toMatchObject({
      device: { volume_percent: null, supports_volume: false },
      actions: { disallows: { toggling_shuffle: true } },
    });
    expect(await listener.refusal("PUT", "/v1/me/player/shuffle?state=true")).toEqual([403, "UNSUPPORTED", undefined]);
    const witness = await connect(listener);
    device.socket.leave();
    await witness.socket.next("state", ({ d }) => d.devices?.some(({ id, online }) => id === device.id && !online) ?? false);
    expect(await listener.refusal("PUT", "/v1/me/player/pause")).toEqual([404, "DEVICE_OFFLINE", undefined]);
    expect(await stateOf(listener)).toMatchObject({
      device: { is_restricted: true, is_active: true },
      actions: { disallows: { pausing: true } },
    });
  });
});

test("the same key asks once, another wish with it is another one", async () => {
  const listener = await listen();
  const device = await connect(listener);
  await command(listener, "PUT", `/play?device_id=${device.id}`, { uris: world.uris });
  const once = { "idempotency-key": "the same" };
  for (let time = 0; time < 3; time++) await command(listener, "POST", "/next", undefined, once);
  for (let time = 0; time < 3; time++) await command(listener, "POST", `/queue?uri=${world.uris[9]}`, undefined, once);
  expect(await upNext(listener)).toEqual([world.uris[1], world.uris[9], ...world.uris.slice(2)]);
  await command(listener, "POST", "/next");
  await command(listener, "POST", "/next");
  expect((await upNext(listener))[0]).toBe(world.uris[2]);
});

test("what is malformed names its field, whether anything plays or not", async () => {
  const listener = await listen();
  const refusals: [string, string, unknown, string][] = [
    ["PUT", "/play", { context_uri: "spotify:track:x" }, "context_uri"],
    ["PUT", "/play", { uris: ["spotify:album:x"] }, "uris.0"],
    ["PUT", "/play", { uris: [] }, "uris"],
    ["PUT", "/play", { uris: world.uris, context_uri: "spotify:album:x" }, "uris"],
    ["PUT", "/play", { uris: world.uris, offset: { uri: "x" } }, "offset.uri"],
    ["PUT", "/play", { position_ms: -1 }, "position_ms"],
    ["PUT", "/seek", undefined, "position_ms"],
    ["PUT", "/repeat?state=always", undefined, "state"],
    ["PUT", "/shuffle", undefined, "state"],
    ["PUT", "/volume?volume_percent=101", undefined, "volume_percent"],
    ["POST", "/queue", undefined, "uri"],
    ["POST", "/queue?uri=nonsense", undefined, "uri"],
    ["POST", `/queue?uri=spotify:track:${"0".repeat(22)}`, undefined, "uri"],
    ["PUT", "", {}, "device_ids"],
    ["GET", "/recently-played?limit=51", undefined, "limit"],
    ["GET", "/recently-played?after=1&before=2", undefined, "before"],
    ["GET", "?market=nowhere", undefined, "market"],
  ];
  for (const [method, path, body, field] of refusals)
    expect([path, ...(await listener.refusal(method, `/v1/me/player${path}`, body))]).toEqual([path, 400, "invalid_request", field]);
});

test("a page of any other site may steer with a token, and read why it was refused", async () => {
  const url = `${service.url}/v1/me/player/play`;
  const elsewhere = { origin: "https://app.example" };
  const asked = { "access-control-request-method": "PUT", "access-control-request-headers": "authorization,idempotency-key" };
  const preflight = await fetch(url, { method: "OPTIONS", headers: { ...elsewhere, ...asked } });
  expect([preflight.status, preflight.headers.get("access-control-allow-methods")]).toEqual([204, expect.stringContaining("PUT")]);
  const refused = await fetch(url, { method: "PUT", headers: elsewhere });
  expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([401, "*"]);
});

test("what was played lately is a page without plays", async () => {
  const listener = await listen();
  expect(await listener.read("/v1/me/player/recently-played?limit=3&after=1700000000000")).toEqual({
    href: `${service.url}/v1/me/player/recently-played?limit=3&after=1700000000000`,
    limit: 3,
    next: null,
    cursors: { after: null, before: null },
    total: 0,
    items: [],
  });
});
