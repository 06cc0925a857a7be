/** What a session does for its devices and for the Web API. */
import { evictDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import type { Command } from "../../domain/connect/schema.ts";
import { seedOf } from "../../domain/connect/command.ts";
import { shuffledOrder } from "../../domain/connect/shuffle.ts";
import { Device } from "./support/device.ts";
import { ask, description, newSession, randomId, rowsOf, tracks, uidOf } from "./support/sessions.ts";

const noSpeaker = { device: { roles: ["controller" as const] } };

async function phoneAndSpeaker() {
  const session = newSession();
  const phone = await Device.join(session, "the-phone", noSpeaker);
  const speaker = await Device.join(session, "the-speaker");
  await phone.reaches(2);
  return { session, phone, speaker };
}

test("a command is answered with the revision that it made, then everybody hears the same, and the player what is asked of it", async () => {
  const { phone, speaker } = await phoneAndSpeaker();
  const id = phone.command({ type: "play", uris: tracks }, { target: "the-speaker" });
  expect(await phone.next("ack")).toMatchObject({ re: id, d: { revision: 3 } });
  expect(await phone.next("state")).toMatchObject({ d: { revision: 3, state: { active: "the-speaker", playing: true, epoch: 1 } } });
  expect(await speaker.next("exec")).toMatchObject({
    id,
    d: { command: { type: "play" }, state: { epoch: 1, asked: id }, queue: { current: { uri: tracks[0] } } },
  });
  await speaker.reaches(3);
  expect(speaker.parts).toEqual(phone.parts);
  expect(phone.parts.devices?.map((device) => [device.id, device.online, device.active])).toEqual([
    ["the-phone", true, false],
    ["the-speaker", true, true],
  ]);
});

test("what is asked of a player comes with the queue only where that is new to it", async () => {
  const { session, phone, speaker } = await phoneAndSpeaker();
  const withQueue: boolean[] = [];
  const asked: Command[] = [{ type: "play", uris: tracks }, { type: "seek", position_ms: 5 }, { type: "next" }, { type: "pause" }];
  for (const command of asked) {
    await phone.do(command, { target: "the-speaker" });
    withQueue.push((await speaker.next("exec")).d.queue !== undefined);
  }
  expect(withQueue).toEqual([true, false, true, false]);
  // Nobody knows after a sleep what was told before it.
  await evictDurableObject(session.stub, { webSockets: "hibernate" });
  await phone.do({ type: "resume" });
  expect((await speaker.next("exec")).d.queue?.current?.uri).toBe(tracks[1]);
});

test("the Web API reads what devices hold, and its commands are theirs", async () => {
  const { session, phone, speaker } = await phoneAndSpeaker();
  const { stub, account } = session;
  expect(await ask(stub, account, { type: "play", uris: tracks })).toMatchObject({ ok: false, code: "NO_ACTIVE_DEVICE" });
  expect(await ask(stub, account, { type: "play", uris: tracks }, { target: "the-speaker" })).toEqual({ ok: true, revision: 3 });
  await speaker.next("exec");
  await phone.reaches(3);
  const { parts, revision } = await stub.snapshot();
  expect([revision, parts]).toEqual([3, phone.parts]);
  expect(await ask(stub, account, { type: "volume", percent: 7 }, { target: "nobody-here" })).toMatchObject({
    ok: false,
    code: "NO_ACTIVE_DEVICE",
  });
  await expect(ask(stub, account, { type: "seek", position_ms: -1 })).rejects.toThrow("position_ms");
  await expect(ask(stub, account, { type: "pause" }, { id: "short" })).rejects.toThrow();
});

test("a session that nobody began holds nothing, whatever it is asked", async () => {
  const { stub, account } = newSession();
  expect((await stub.snapshot()).parts).toMatchObject({ state: { active: null }, queue: { current: null }, devices: [] });
  expect(await ask(stub, account, { type: "pause" })).toMatchObject({ ok: false, code: "NO_ACTIVE_DEVICE" });
  expect(await ask(stub, account, { type: "transfer", device: "the-phone" })).toMatchObject({ ok: false, code: "DEVICE_OFFLINE" });
  expect(await stub.redeemTicket("nobody issued it")).toBeNull();
  const passerBy = await Device.open({ stub, account }, "the-phone");
  passerBy.leave();
  expect(await rowsOf(stub)).toBeUndefined();
});

test("listeners' sessions know nothing of one another, whatever their devices are called", async () => {
  const [one, other] = [await phoneAndSpeaker(), await phoneAndSpeaker()];
  await one.phone.do({ type: "play", uris: tracks }, { target: "the-speaker" });
  await one.speaker.reaches(3);
  expect(await other.phone.do({ type: "pause" })).toBe("NO_ACTIVE_DEVICE");
  expect(other.speaker.messages.filter(({ t }) => t === "exec")).toEqual([]);
});

test("a command that comes again is done once, over whatever way, and after whatever sleep", async () => {
  const { session, phone, speaker } = await phoneAndSpeaker();
  await phone.do({ type: "play", uris: tracks }, { target: "the-speaker" });
  const id = randomId();
  expect(await phone.do({ type: "next" }, { id })).toBe(4);
  expect(await speaker.do({ type: "next" }, { id })).toBe(4);
  await evictDurableObject(session.stub, { webSockets: "hibernate" });
  expect(await phone.do({ type: "next" }, { id })).toBe(4);
  expect(await ask(session.stub, session.account, { type: "next" }, { id })).toEqual({ ok: true, revision: 4 });
  expect((await session.stub.snapshot()).parts.queue.current?.uri).toBe(tracks[1]);
});

test("what changed nothing is remembered as well: sent again, it does not change something after all", async () => {
  const { session, phone } = await phoneAndSpeaker();
  await phone.do({ type: "play", uris: tracks }, { target: "the-speaker" });
  const id = randomId();
  expect(await phone.do({ type: "resume" }, { id })).toBe(3);
  expect(await phone.do({ type: "pause" })).toBe(4);
  expect(await phone.do({ type: "resume" }, { id })).toBe(3);
  expect((await session.stub.snapshot()).parts.state.playing).toBe(false);
});

test("a refusal is not remembered: asked again in better times, it is done", async () => {
  const { phone } = await phoneAndSpeaker();
  const id = randomId();
  expect(await phone.do({ type: "pause" }, { id })).toBe("NO_ACTIVE_DEVICE");
  await phone.do({ type: "play", uris: tracks }, { target: "the-speaker" });
  expect(await phone.do({ type: "pause" }, { id })).toBe(4);
});

test("a command that builds on what is no more is told what is", async () => {
  const { phone } = await phoneAndSpeaker();
  const id = randomId();
  await phone.do({ type: "play", uris: tracks }, { target: "the-speaker", id });
  const conditions = { if_track: uidOf(id, 0) };
  expect(await phone.do({ type: "next" }, { conditions })).toBe(4);
  phone.command({ type: "next" }, { conditions });
  const { d } = await phone.next("nack");
  expect(d).toMatchObject({ code: "CONFLICT", parts: { queue: { current: { uid: uidOf(id, 1) } }, state: { playing: true } } });
  const revision = d.parts?.queue?.revision ?? 0;
  expect(await phone.do({ type: "queue.add", uris: tracks.slice(0, 1) }, { conditions: { if_queue_revision: revision } })).toBe(5);
  expect(await phone.do({ type: "queue.clear" }, { conditions: { if_queue_revision: revision } })).toBe("CONFLICT");
});

test("a device that was away is told what changed meanwhile, and no more", async () => {
  const { session, phone, speaker } = await phoneAndSpeaker();
  await phone.do({ type: "play", uris: tracks }, { target: "the-speaker" });
  await phone.reaches(3);
  phone.leave();
  await speaker.reaches(4);
  expect(await speaker.do({ type: "pause" })).toBe(5);
  const back = await Device.open(session, "the-phone");
  const { d } = await back.greet({ ...noSpeaker, since: 4 });
  expect(d).toMatchObject({ revision: 6, session: session.account, state: { epoch: 1, playing: false }, devices: [{}, {}] });
  expect(d.queue).toBeUndefined();
  const ahead = await (await Device.open(session, "the-watch")).greet({ since: 99 });
  expect(Object.keys(ahead.d)).toEqual(expect.arrayContaining(["state", "queue", "devices"]));
});

test("nobody is told of a change before they are told what they have missed", async () => {
  const { session, phone } = await phoneAndSpeaker();
  const third = await Device.open(session, "the-third");
  await phone.do({ type: "play", uris: tracks }, { target: "the-speaker" });
  third.say({ t: "time", d: { sent: 1 } });
  await third.next("time");
  expect(third.messages).toEqual([]);
  third.say({ t: "hello", id: randomId(), d: { device: description("the-third"), since: 2 } });
  await third.reaches(4);
  // Its own coming is a change too.
  expect(third.messages.map(({ t }) => t)).toEqual(["welcome"]);
  expect(third.parts.queue?.current?.uri).toBe(tracks[0]);
});

test("a device that comes in by another connection takes the place of the one that it had", async () => {
  const { session, phone, speaker } = await phoneAndSpeaker();
  await phone.do({ type: "play", uris: tracks }, { target: "the-speaker" });
  const again = await Device.join(session, "the-speaker");
  expect(await speaker.ended()).toBe(4409);
  expect(speaker.messages.at(-1)).toMatchObject({ t: "bye", d: { code: "replaced" } });
  expect(await phone.do({ type: "pause" })).toBe(5);
  expect(await again.next("exec")).toMatchObject({ d: { command: { type: "pause" } } });
  expect((await session.stub.snapshot()).parts.devices.every(({ online }) => online)).toBe(true);
});

test("a device that says goodbye, or breaks off, is away, and what it is asked is refused", async () => {
  const { session, phone, speaker } = await phoneAndSpeaker();
  await phone.do({ type: "play", uris: tracks }, { target: "the-speaker" });
  speaker.say({ t: "bye", d: {} });
  expect(await speaker.ended()).toBe(1000);
  await phone.reaches(4);
  expect(await phone.do({ type: "pause" })).toBe("DEVICE_OFFLINE");
  const again = await Device.join(session, "the-speaker");
  expect(await phone.do({ type: "pause" })).toBe(6);
  again.leave();
  await phone.reaches(7);
  expect(phone.parts.devices?.find(({ id }) => id === "the-speaker")).toMatchObject({ online: false, active: true });
});

test("a context's tracks are found before it plays, and what comes meanwhile waits for its turn", async () => {
  const { phone, session, speaker } = await phoneAndSpeaker();
  const play = phone.command({ type: "play", context: `nearfield:album:slow${"0".repeat(18)}` }, { target: "the-speaker" });
  const pause = speaker.command({ type: "pause" });
  phone.say({ t: "time", d: { sent: 1 } });
  // A clock sample is not held up by it.
  await phone.next("time");
  expect((await session.stub.snapshot()).revision).toBe(2);
  expect(await phone.next("ack")).toMatchObject({ re: play, d: { revision: 3 } });
  expect(await speaker.next("ack")).toMatchObject({ re: pause, d: { revision: 4 } });
  expect(phone.parts.queue).toMatchObject({ context: `nearfield:album:slow${"0".repeat(18)}`, next: { length: 11 } });
});

test("what is not there, or can't be read, is not played, and may be asked for again", async () => {
  const { phone, session } = await phoneAndSpeaker();
  const play = (id: string) => phone.do({ type: "play", context: `nearfield:playlist:${id.padEnd(22, "0")}` }, { target: "the-speaker" });
  expect([await play("missing"), await play("broken")]).toEqual(["RESTRICTED", "RATE_LIMITED"]);
  expect((await session.stub.snapshot()).revision).toBe(2);
  expect(await play("there")).toBe(3);
});

test("of more commands than can wait for one another the last ones are refused", async () => {
  const { session, phone } = await phoneAndSpeaker();
  const others = await Promise.all(["the-third", "the-fourth", "the-fifth", "the-sixth"].map((id) => Device.join(session, id)));
  const play = phone.command({ type: "play", context: `nearfield:album:slow${"0".repeat(18)}` }, { target: "the-speaker" });
  const ids = others.flatMap((other) => Array.from({ length: 55 }, () => other.command({ type: "repeat", mode: "off" })));
  const answers = await Promise.all(others.map(async (other) => other.answers(55)));
  expect(await phone.next("ack")).toMatchObject({ re: play });
  const refused = answers.flat().filter((message) => message.t === "nack" && message.d.code === "RATE_LIMITED");
  expect([ids.length, refused.length]).toEqual([220, 21]);
});

test("playback moves when the other device has it at hand, to both at one time", async () => {
  const { session, phone, speaker } = await phoneAndSpeaker();
  const other = await Device.join(session, "the-other");
  const played = phone.command({ type: "play", uris: tracks }, { target: "the-speaker" });
  const transfer = phone.command({ type: "transfer", device: "the-other" });
  expect(await other.next("transfer.offer")).toMatchObject({
    d: { transfer, queue: { current: { uri: tracks[0] } }, state: { active: "the-speaker" } },
  });
  other.say({ t: "transfer.ready", d: { transfer } });
  const [here, there] = [await speaker.next("transfer.commit"), await other.next("transfer.commit")];
  expect(here).toEqual(there);
  expect(here.d).toMatchObject({ transfer, to: "the-other", epoch: 2 });
  expect(here.d.at).toBeGreaterThan(Date.now());
  await phone.reaches(6);
  expect(phone.parts.state).toMatchObject({ active: "the-other", epoch: 2, transfer: null, anchor: { at: here.d.at, rate: 1 } });
  // Who lost it has nothing to say of it any more.
  speaker.say({ t: "report", d: { epoch: 1, uid: uidOf(played, 0), status: "ended", position_ms: 1, at: Date.now() } });
  expect(await speaker.next("error")).toMatchObject({ d: { code: "STALE_EPOCH" } });
  speaker.say({ t: "transfer.ready", d: { transfer } });
  expect(await speaker.next("error")).toMatchObject({ d: { code: "STALE_EPOCH" } });
});

test("a transfer is offered again to a device that comes back by another connection, and off when it is lost", async () => {
  const { session, phone } = await phoneAndSpeaker();
  await Device.join(session, "the-other");
  await phone.do({ type: "play", uris: tracks }, { target: "the-speaker" });
  const transfer = phone.command({ type: "transfer", device: "the-other" });
  await phone.next("ack");
  const again = await Device.join(session, "the-other");
  expect(await again.next("transfer.offer")).toMatchObject({ d: { transfer } });
  again.leave();
  await phone.reaches(7);
  expect(phone.parts.state).toMatchObject({ active: "the-speaker", playing: true, transfer: null, epoch: 1 });
});

test("what the player tells of itself everybody hears; what it can't do stands still", async () => {
  const { phone, speaker } = await phoneAndSpeaker();
  await phone.do({ type: "play", uris: tracks }, { target: "the-speaker" });
  const { id } = await speaker.next("exec");
  speaker.say({ t: "exec.ok", re: id, d: {} });
  speaker.say({ t: "report", d: { epoch: 1, uid: uidOf(id, 0), status: "ended", position_ms: 1, at: Date.now() } });
  await phone.reaches(4);
  expect(phone.parts.queue?.current?.uri).toBe(tracks[1]);
  speaker.say({ t: "exec.fail", re: id, d: { code: "RESTRICTED" } });
  await phone.reaches(5);
  expect(phone.parts.state?.playing).toBe(false);
  phone.say({ t: "exec.fail", re: id, d: { code: "RESTRICTED" } });
  expect(await phone.next("error")).toMatchObject({ re: id, d: { code: "insufficient_scope" } });
});

test("a token sounds and commands as far as its scopes go", async () => {
  const { session, phone } = await phoneAndSpeaker();
  await phone.do({ type: "play", uris: tracks }, { target: "the-speaker" });
  const watcher = await Device.join(session, "the-watcher", { viewer: { controls: false, plays: false }, ...noSpeaker });
  expect(await watcher.do({ type: "pause" })).toBe("RESTRICTED");
  const mute = await Device.open(session, "the-mute", { plays: false });
  await expect(mute.greet()).rejects.toThrow("4403");
  expect(mute.messages.map(({ t, d }) => [t, "code" in d && d.code])).toEqual([
    ["error", "insufficient_scope"],
    ["bye", "forbidden"],
  ]);
  expect((await session.stub.snapshot()).parts.state.playing).toBe(true);
});

test("a device is asked for nothing that it can't do", async () => {
  const session = newSession();
  const radio = await Device.join(session, "the-radio", { device: { commands: ["play", "pause"] } });
  await Device.join(session, "the-remote", noSpeaker);
  await radio.do({ type: "play", uris: tracks });
  expect(await radio.do({ type: "seek", position_ms: 1 })).toBe("UNSUPPORTED");
  expect(await radio.do({ type: "transfer", device: "the-remote" })).toBe("UNSUPPORTED");
  expect(await radio.do({ type: "pause" })).toBe(4);
});

test("a plan that only shuffles, and skips two tracks an hour, does so", async () => {
  const session = newSession();
  const viewer = { terms: { shuffleOnly: true, skipsAnHour: 2 } };
  const speaker = await Device.join(session, "the-speaker", { viewer });
  expect(await speaker.do({ type: "play", uris: tracks })).toBe("PREMIUM_REQUIRED");
  const context = `nearfield:album:${"a".repeat(22)}`;
  const id = randomId();
  // Tracks beside a context choose nothing.
  await speaker.do({ type: "play", context, uris: tracks.slice(0, 1), offset: { position: 0 } }, { id });
  const { queue } = (await session.stub.snapshot()).parts;
  expect(queue.shuffle).toBe(true);
  const order = shuffledOrder(12, seedOf(id), Number(queue.current?.uid.split("-")[1])).map((index) => uidOf(id, index));
  expect([queue.current, ...queue.next].map((entry) => entry?.uid)).not.toEqual(order);
  expect([await speaker.do({ type: "next" }), await speaker.do({ type: "next" }), await speaker.do({ type: "next" })]).toEqual([
    3,
    4,
    "PREMIUM_REQUIRED",
  ]);
  expect(await speaker.do({ type: "shuffle", on: false })).toBe("PREMIUM_REQUIRED");
});

test("sixty sockets are a session's, and no more", async () => {
  const session = newSession();
  for (let count = 0; count < 60; count++) await Device.open(session, "the-phone");
  expect(await Device.connect(session, "the-phone")).toBe(429);
});

test("a ping is answered", async () => {
  const device = await Device.open(newSession(), "the-phone");
  const answered = new Promise((resolve) => device.socket.addEventListener("message", ({ data }) => resolve(data), { once: true }));
  device.socket.send("ping");
  expect(await answered).toBe("pong");
});
