/** Listeners' sessions over the whole service: who is let in, what devices hear of one another, and what they can't break. */
import { request, type IncomingMessage } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectCloseCodes, connectTicketSchema } from "../../contracts/connect.ts";
import { errorBodySchema } from "../../contracts/errors.ts";
import { putRecording, putRelease, releaseInput, trackInput } from "../support/catalogue.ts";
import { ConnectSocket, deviceNamed, newMessageId } from "../support/connect-socket.ts";
import { openPeople, type People, type Person } from "../support/people.ts";
import { opcodes, RawSocket } from "../support/raw-socket.ts";
import { startService, waitFor, type TestService } from "../support/runtime.ts";

const scope = "streaming user-read-playback-state user-modify-playback-state";

let service: TestService;
let people: People;
let ended: Person;
let album: string;
let tracks: string[];
beforeAll(async () => {
  service = await startService();
  people = await openPeople(service);
  // Before anybody reads the list: within half a minute every isolate would know anyway.
  ended = await listener();
  await people.revoke(ended.sessionId);
  const inputs = [];
  for (const number of [1, 2, 3]) inputs.push(trackInput(await putRecording(service, `connect ${number}`), number));
  const release = await putRelease(service, releaseInput("Rooms", inputs));
  album = `nearfield:album:${release.album_id}`;
  tracks = release.tracks.map(({ track_id }) => `nearfield:track:${track_id}`);
});
afterAll(() => service.stop());

const listener = (): Promise<Person> => people.make({ scope, plan: "premium" });
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const join = ({ token }: { token: string }, id: string, since?: number): Promise<ConnectSocket> =>
  ConnectSocket.open({ url: service.url, device: deviceNamed(id), headers: bearer(token), ...(since !== undefined && { since }) });

async function ticketOf(token: string): Promise<string> {
  const response = await fetch(`${service.url}/connect/tickets`, { method: "POST", headers: bearer(token) });
  expect([response.status, response.headers.get("cache-control")]).toEqual([201, "no-store"]);
  const { ticket, expires_in } = connectTicketSchema.parse(await response.json());
  expect(expires_in).toBe(30);
  return ticket;
}

/** An upgrade that is refused. @returns status, reason and field */
async function refusal(headers: Record<string, string>, query = ""): Promise<[status: number, reason: string, field: string | undefined]> {
  const asking = {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "MDEyMzQ1Njc4OWFiY2RlZg==",
  };
  const asked = request(`${service.url}/connect${query}`, { headers: { ...headers, ...asking } });
  asked.end();
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.on("upgrade", () => reject(new Error("the socket was opened")));
    asked.on("response", resolve);
    asked.on("error", reject);
  });
  const { error } = errorBodySchema.parse(JSON.parse(Buffer.concat(await response.toArray()).toString()));
  return [response.statusCode ?? 0, error.reason, error.field];
}

test("a listener's phone plays an album on their speaker, moves it on, and another listener's devices hear nothing of it", async () => {
  const [ada, ben] = [await listener(), await listener()];
  const [phone, speaker] = [await join(ada, "the-phone"), await join(ada, "the-speaker")];
  const [strangers, others] = [await join(ben, "the-phone"), await join(ben, "the-speaker")];

  const played = await phone.do({ type: "play", context: album, offset: { position: 1 } }, { target: "the-speaker" });
  expect(played).toMatchObject({ t: "ack", d: { revision: 3 } });
  expect(await speaker.next("exec")).toMatchObject({
    d: { command: { type: "play" }, queue: { context: album, current: { uri: tracks[1] } } },
  });
  await phone.holds(({ queue, state }) => queue?.current?.uri === tracks[1] && state?.active === "the-speaker", "what the speaker plays");

  const { re } = await phone.do({ type: "transfer", device: "the-phone" });
  expect(await phone.next("transfer.offer")).toMatchObject({ d: { transfer: re } });
  phone.say({ t: "transfer.ready", d: { transfer: re } });
  const [here, there] = [await phone.next("transfer.commit"), await speaker.next("transfer.commit")];
  expect(here).toEqual(there);
  await speaker.holds(({ state }) => state?.active === "the-phone" && state.epoch === 2, "that the phone plays");

  // They go by the same names, and command their own session.
  expect(await strangers.do({ type: "transfer", device: "the-phone" })).toMatchObject({ t: "ack" });
  expect(await others.do({ type: "pause" })).toMatchObject({ t: "ack" });
  expect(await strangers.do({ type: "next" })).toMatchObject({ t: "nack", d: { code: "RESTRICTED" } });
  const heard = [...strangers.messages, ...others.messages].map((message) => JSON.stringify(message)).join();
  expect([heard.includes(album), heard.includes(ada.accountId)]).toEqual([false, false]);
  expect(phone.parts.state).toMatchObject({ playing: true });
  for (const socket of [phone, speaker, strangers, others]) socket.leave();
});

test("a device that was away is told what it missed, and what it asks a second time is done once", async () => {
  const ada = await listener();
  const [phone, speaker] = [await join(ada, "the-phone"), await join(ada, "the-speaker")];
  await phone.do({ type: "play", uris: tracks });
  const held = await speaker.holds(({ state }) => state?.playing, "the music");
  const { revision } = speaker;
  speaker.leave();
  const id = newMessageId();
  const first = await phone.do({ type: "next" }, { id });
  const back = await join(ada, "the-speaker", revision);
  expect(back.parts.queue?.current?.uri).toBe(tracks[1]);
  expect(back.parts.queue?.revision).toBeGreaterThan(held.queue?.revision ?? 0);
  const again = await back.do({ type: "next" }, { id });
  expect([first.t, again.t, again.d]).toEqual(["ack", "ack", first.d]);
  expect(back.parts.queue?.current?.uri).toBe(tracks[1]);
  for (const socket of [phone, back]) socket.leave();
});

describe("the door", () => {
  test("opens to a token or a ticket, and to neither of them twice in one address", async () => {
    const ada = await listener();
    const ticket = await ticketOf(ada.token);
    expect(ticket.startsWith(`${ada.accountId}.`)).toBe(true);
    const byTicket = await ConnectSocket.open({ url: `${service.url}/connect?ticket=${ticket}`, device: deviceNamed("the-browser") });
    expect(byTicket.parts.devices?.map(({ id }) => id)).toEqual(["the-browser"]);
    expect(await refusal({}, `?ticket=${ticket}`)).toEqual([401, "unauthorized", undefined]);
    byTicket.leave();
  });

  test("stays shut to whoever has no token, one of another kind, or too little in it, and says why", async () => {
    const ada = await listener();
    const narrow = await people.tokenFor(ada, { scope: "streaming", client: "app" });
    const guest = await service.token();
    const other = await listener();
    const stolen = (await ticketOf(ada.token)).replace(ada.accountId, other.accountId);
    expect((await fetch(`${service.url}/connect`, { headers: bearer(ada.token) })).status).toBe(426);
    expect(await refusal({})).toEqual([401, "unauthorized", undefined]);
    expect(await refusal(bearer("x.y.z"))).toEqual([401, "unauthorized", undefined]);
    expect(await refusal(bearer(ended.token))).toEqual([401, "token_revoked", undefined]);
    expect(await refusal(bearer(guest))).toEqual([401, "login_required", undefined]);
    expect(await refusal(bearer(narrow))).toEqual([403, "insufficient_scope", undefined]);
    expect(await refusal({}, "?ticket=short")).toEqual([400, "invalid_request", "ticket"]);
    expect(await refusal(bearer(ada.token), "?token=inside-an-address")).toEqual([400, "invalid_request", undefined]);
    expect(await refusal({}, `?ticket=${stolen}`)).toEqual([401, "unauthorized", undefined]);
    const denied = await fetch(`${service.url}/connect/tickets`, { method: "POST", headers: bearer(narrow) });
    expect([denied.status, denied.headers.get("www-authenticate")]).toEqual([403, expect.stringContaining("user-read-playback-state")]);
  });

  test("believes the player's cookie only of its own pages", async () => {
    const ada = await listener();
    const cookie = `access=${ada.token}`;
    expect(await refusal({ cookie, origin: "https://evil.example" })).toEqual([403, "cross_site", undefined]);
    expect(await refusal({ cookie })).toEqual([403, "cross_site", undefined]);
    const page = await ConnectSocket.open({ url: service.url, device: deviceNamed("the-page"), headers: { cookie, origin: service.url } });
    page.leave();
  });

  test("gives tickets to pages of other sites that bring a token", async () => {
    const ada = await listener();
    const origin = "https://client.example";
    const asked = await fetch(`${service.url}/connect/tickets`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization" },
    });
    expect([asked.status, asked.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
    const given = await fetch(`${service.url}/connect/tickets`, { method: "POST", headers: { origin, ...bearer(ada.token) } });
    expect([given.status, given.headers.get("access-control-allow-origin")]).toEqual([201, "*"]);
    expect(given.headers.get("access-control-allow-credentials")).toBeNull();
  });

  test("lets sixty connections of a listener in, and says when to come again", async () => {
    const ada = await listener();
    const sockets = await Promise.all(
      Array.from({ length: 60 }, () => ConnectSocket.connect({ url: service.url, headers: bearer(ada.token) })),
    );
    expect(await refusal(bearer(ada.token))).toEqual([429, "rate_limited", undefined]);
    for (const socket of sockets) socket.leave();
    await Promise.all(sockets.map((socket) => socket.ended()));
    (await join(ada, "the-phone")).leave();
  });

  test("logs no ticket", async () => {
    const ada = await listener();
    const ticket = await ticketOf(ada.token);
    (await ConnectSocket.open({ url: `${service.url}/connect?ticket=${ticket}`, device: deviceNamed("the-browser") })).leave();
    await waitFor(
      async () => service.lines.some((line) => line.includes('"route":"/connect"') && line.includes("101")),
      "the line of the upgrade",
    );
    expect(service.lines.filter((line) => line.includes(ticket.split(".")[1] ?? ""))).toEqual([]);
  });
});

test("a connection lasts as long as the newest token that it was renewed with", async () => {
  const ada = await listener();
  const phone = await join(ada, "the-phone");
  const renew = async (ticket: string) => {
    const id = newMessageId();
    phone.say({ t: "auth.refresh", id, d: { ticket } });
    return waitFor(
      async () => phone.messages.find((message) => (message.t === "ack" || message.t === "nack") && message.re === id),
      "an answer",
    );
  };
  const ticket = await ticketOf(ada.token);
  expect(await renew(ticket)).toMatchObject({ t: "ack" });
  expect(await renew(ticket)).toMatchObject({ t: "nack", d: { code: "RESTRICTED" } });
  expect(await renew(await ticketOf((await listener()).token))).toMatchObject({ t: "nack", d: { code: "RESTRICTED" } });
  phone.leave();
});

/** A hello that is good but for a few bytes of the device's name. */
function spoiltBy(...bytes: number[]): Buffer {
  const [before = "", after = ""] = helloOf("the-hostile", "the ! name").split("!");
  return Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
}

function helloOf(id: string, name = id): string {
  return JSON.stringify({ v: 1, t: "hello", id: newMessageId(), d: { device: deviceNamed(id, { name }) } });
}

describe("what is sent to break it ends the connection, and nothing else", () => {
  const hostile: [name: string, send: (socket: RawSocket) => void, code: number | undefined][] = [
    ["a message of 33 MiB", (socket) => socket.send(opcodes.text, Buffer.alloc(33 * 2 ** 20, "x")), 1009],
    ["a message that says it had a terabyte", (socket) => socket.send(opcodes.text, Buffer.from("x"), 2 ** 40), 1009],
    ["text that is no UTF-8", (socket) => socket.send(opcodes.text, spoiltBy(0xc3, 0x28, 0xff)), connectCloseCodes.invalid],
    ["half a surrogate", (socket) => socket.send(opcodes.text, spoiltBy(0xed, 0xa0, 0x80)), connectCloseCodes.invalid],
    ["bytes", (socket) => socket.send(opcodes.binary, Buffer.from("{}")), connectCloseCodes.invalid],
    ["an opcode that there is not", (socket) => socket.send(11, Buffer.from("{}")), 1002],
    [
      "sixty thousand brackets",
      (socket) => socket.send(opcodes.text, Buffer.from("[".repeat(30_000) + "]".repeat(30_000))),
      connectCloseCodes.invalid,
    ],
    ["an end in the middle of it all", (socket) => socket.drop(), undefined],
  ];

  test.each(hostile)("%s", { timeout: 60_000 }, async (_, send, code) => {
    const ada = await listener();
    const phone = await join(ada, "the-phone");
    const before = await phone.do({ type: "play", uris: tracks });
    const raw = await RawSocket.open(`${service.url}/connect`, bearer(ada.token));
    raw.send(opcodes.text, Buffer.from(helloOf("the-hostile")));
    await phone.holds(({ devices }) => devices?.some(({ id, online }) => id === "the-hostile" && online), "the newcomer");
    send(raw);
    expect(await raw.closed()).toBe(code);
    await phone.holds(({ devices }) => devices?.some(({ id, online }) => id === "the-hostile" && !online), "that it is gone");
    expect(before.t).toBe("ack");
    expect(await phone.do({ type: "pause" })).toMatchObject({ t: "ack" });
    phone.leave();
  });
});
