/** What an app that a listener let in may not do to their other devices. */
import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { connectCloseCodes, connectSocketLimits } from "../../contracts/connect.ts";
import { valueOf } from "../../contracts/object-answer.ts";
import { jamLimits } from "../../domain/connect/limits.ts";
import { emptyQueue } from "../../domain/connect/queue.ts";
import { hashOf } from "../../frame/secret.ts";
import { Device, type Session } from "./support/device.ts";
import { ask, description, newSession, randomId, tracks, viewerOf } from "./support/sessions.ts";

const reader = { app: "reader", controls: false, plays: false };
const controller = { roles: ["controller" as const] };

async function playing(): Promise<Session & { speaker: Device }> {
  const session = newSession();
  const speaker = await Device.join(session, "the-speaker");
  expect(await speaker.do({ type: "play", uris: tracks })).toBe(2);
  return { ...session, speaker };
}

test("a device is the app's that it came by: no other one takes its place, nor what it plays", async () => {
  const { speaker, ...session } = await playing();
  const thief = await Device.open(session, "the-speaker", reader);
  thief.say({ t: "hello", id: randomId(), d: { device: description("the-speaker", controller) } });
  expect(await thief.ended()).toBe(connectCloseCodes.forbidden);
  expect(thief.messages).toMatchObject([
    { t: "error", d: { code: "conflict", field: "d.device.id" } },
    { t: "bye", d: { code: "forbidden" } },
  ]);
  expect(speaker.closed).toBeUndefined();
  const again = await Device.join(session, "the-speaker", { viewer: { session: "another" } });
  expect(await speaker.ended()).toBe(connectCloseCodes.replaced);
  expect(again.parts.state).toMatchObject({ active: "the-speaker", playing: true, epoch: 1 });
});

test("how playback goes only those say who may sound", async () => {
  const { speaker, ...session } = await playing();
  const phone = await Device.join(session, "the-phone", { viewer: reader, device: controller });
  const { epoch = 0, asked = null } = phone.parts.state ?? {};
  const uid = phone.parts.queue?.current?.uid ?? "";
  phone.say({ t: "report", d: { epoch, asked, uid, status: "paused", position_ms: 0, at: Date.now() } });
  phone.say({ t: "transfer.ready", d: { transfer: randomId() } });
  phone.say({ t: "exec.fail", re: randomId(), d: { code: "RESTRICTED" } });
  for (let count = 0; count < 3; count++) expect((await phone.next("error")).d.code).toBe("insufficient_scope");
  expect((await session.stub.snapshot()).parts.state.playing).toBe(true);
  expect(speaker.closed).toBeUndefined();
});

test("apps leave room for one another, and for the listener's own pages", async () => {
  const session = newSession();
  const { sockets, socketsOfApp, socketsOfApps } = connectSocketLimits;
  const open = async (app: string | null, count: number) => {
    const opened = [];
    for (let index = 0; index < count; index++) opened.push(await Device.connect(session, "the-phone", { app }));
    return opened.filter((device) => device === 429).length;
  };
  expect(await open("one", socketsOfApp + 2)).toBe(2);
  expect(await open("two", socketsOfApps - socketsOfApp)).toBe(0);
  expect(await open("three", 1)).toBe(1);
  expect(await open(null, sockets - socketsOfApps + 1)).toBe(1);
});

test("nobody has seen what was never told", async () => {
  const { speaker, ...session } = await playing();
  speaker.say({ t: "seen", d: { revision: 2 } });
  await evictDurableObject(session.stub);
  speaker.say({ t: "seen", d: { revision: 2 } });
  expect(await speaker.do({ type: "pause" })).toBe(3);
  speaker.say({ t: "seen", d: { revision: 4 } });
  expect(await speaker.ended()).toBe(connectCloseCodes.invalid);
  expect(speaker.messages.slice(-2)).toMatchObject([{ t: "error", d: { code: "invalid_request", field: "d.revision" } }, { t: "bye" }]);
});

test("a command's id stands for one wish", async () => {
  const { speaker, stub, account } = await playing();
  const id = randomId();
  expect(await speaker.do({ type: "seek", position_ms: 9 }, { id })).toBe(3);
  expect(await speaker.do({ type: "seek", position_ms: 9 }, { id })).toBe(3);
  expect(await speaker.do({ type: "seek", position_ms: 10 }, { id })).toBe("RESTRICTED");
  expect(await speaker.do({ type: "seek", position_ms: 9 }, { id, conditions: { if_queue_revision: 1 } })).toBe("RESTRICTED");
  expect(await ask(stub, account, { type: "seek", position_ms: 9 }, { id, target: "the-speaker" })).toMatchObject({ code: "RESTRICTED" });
  expect(await ask(stub, account, { type: "seek", position_ms: 9 }, { id })).toEqual({ ok: true, revision: 3 });
});

test("an app's tickets drop no other one's", async () => {
  const { stub, account } = newSession();
  const until = Date.now() + 30_000;
  await stub.issueTicket("own", viewerOf(account), until);
  for (let count = 0; count < 103; count++) await stub.issueTicket(`ticket ${count}`, viewerOf(account, { app: "one" }), until + count + 1);
  expect([await stub.redeemTicket("ticket 2"), (await stub.redeemTicket("ticket 3"))?.app, (await stub.redeemTicket("own"))?.app]).toEqual([
    null,
    "one",
    null,
  ]);
});

test("a connection is renewed by a ticket of the app that it came by", async () => {
  const { speaker, stub, account } = await playing();
  const secret = "s".repeat(43);
  await stub.issueTicket(await hashOf(secret), viewerOf(account, { app: "reader" }), Date.now() + 30_000);
  speaker.say({ t: "auth.refresh", id: randomId(), d: { ticket: `${account}.${secret}` } });
  expect((await speaker.next("nack")).d.code).toBe("RESTRICTED");
});

test("in a jam each person has room for so many devices, and their commands are their own, whatever these are called", async () => {
  const [id, host, guest] = [randomId(), randomId(), randomId()];
  const stub = env.JAMS.getByName(id);
  const lent = { queue: emptyQueue, anchor: { position_ms: 0, at: Date.now(), rate: 0 }, speed: 1, skips: [], epoch: 0 };
  const { secret } = valueOf(await stub.make(id, { account: host, name: "Ada" }, lent));
  valueOf(await stub.join(secret, guest, "Bob"));
  const places = Array.from({ length: jamLimits.devicesOfPerson }, (_, index) => `the-player-${index}`);
  const [bob = expect.fail()] = await Promise.all(places.map((name) => Device.join({ account: guest, stub }, name)));
  const more = await Device.open({ account: guest, stub }, "one-too-many");
  more.say({ t: "hello", id: randomId(), d: { device: description("one-too-many") } });
  expect(await more.ended()).toBe(connectCloseCodes.crowded);
  expect(more.messages).toMatchObject([
    { t: "error", d: { code: "RATE_LIMITED" } },
    { t: "bye", d: { code: "crowded" } },
  ]);
  const ada = await Device.join({ account: host, stub }, "the-player");
  const command = randomId();
  expect(await bob.do({ type: "pause" }, { id: command })).toBe("RESTRICTED");
  expect(await bob.do({ type: "queue.add", uris: tracks }, { id: command })).toBeTypeOf("number");
  expect(await ada.do({ type: "repeat", mode: "context" }, { id: command })).toBeTypeOf("number");
  await ada.next("state", ({ d }) => d.queue?.repeat === "context");
});
