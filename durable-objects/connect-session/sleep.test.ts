/** Sockets that sleep, objects that are restarted, and what time alone brings about. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connectSocketLimits } from "../../contracts/connect.ts";
import { connectLimits } from "../../domain/connect/limits.ts";
import { Device, type Session } from "./support/device.ts";
import { newSession, randomId, tracks, uidOf } from "./support/sessions.ts";

const { silenceMs, renewalLeadMs } = connectSocketLimits;
const playing = { type: "play", uris: tracks } as const;
const days = 24 * 3_600_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());
const later = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

const alarmOf = ({ stub }: Session) => runInDurableObject(stub, (_, { storage }) => storage.getAlarm());
const sleep = ({ stub }: Session) => evictDurableObject(stub, { webSockets: "hibernate" });
/** All sockets were heard at that time. */
async function hearAt(session: Session, heardAt: number): Promise<void> {
  await runInDurableObject(session.stub, (_, context) => {
    for (const socket of context.getWebSockets()) socket.serializeAttachment({ ...socket.deserializeAttachment(), heardAt });
  });
  await sleep(session);
}

async function ping({ socket }: Device): Promise<void> {
  const answered = new Promise((resolve) => socket.addEventListener("message", resolve, { once: true }));
  socket.send("ping");
  await answered;
}

const partsOf = async ({ stub }: Session) => (await stub.snapshot()).parts;

test("a journey goes on as if nothing were the matter, whatever sleep lies between two steps of it", async () => {
  const session = newSession();
  const phone = await Device.join(session, "the-phone");
  await sleep(session);
  const speaker = await Device.join(session, "the-speaker");
  await sleep(session);
  const played = randomId();
  expect(await phone.do(playing, { id: played })).toBe(3);
  await sleep(session);
  expect(await speaker.do({ type: "queue.add", uris: tracks.slice(4) })).toBe(4);
  await sleep(session);
  const transfer = phone.command({ type: "transfer", device: "the-speaker" });
  await phone.next("ack");
  await sleep(session);
  await speaker.next("transfer.offer");
  speaker.say({ t: "transfer.ready", d: { transfer } });
  await phone.next("transfer.commit");
  await sleep(session);
  speaker.say({ t: "report", d: { epoch: 2, uid: uidOf(played, 0), status: "ended", position_ms: 1, at: Date.now() } });
  await phone.reaches(7);
  await sleep(session);
  expect(await phone.do({ type: "next" })).toBe(8);
  await sleep(session);
  speaker.leave();
  await phone.reaches(9);
  await sleep(session);
  const back = await Device.join(session, "the-speaker", { since: 8 });
  await phone.reaches(10);
  expect(back.parts).toMatchObject({ devices: phone.parts.devices });
  expect(await partsOf(session)).toEqual(phone.parts);
  expect(phone.parts).toMatchObject({ state: { active: "the-speaker", epoch: 2 }, queue: { current: { uri: tracks[1] } } });
});

test("when the object was restarted, devices that did not come back are told off as soon as it wakes", async () => {
  const session = newSession();
  const [phone] = [await Device.join(session, "the-phone"), await Device.join(session, "the-speaker")];
  await phone.do(playing);
  await evictDurableObject(session.stub, { webSockets: "close" });
  const { parts, revision } = await session.stub.snapshot();
  expect([revision, parts.devices.map(({ online }) => online)]).toEqual([5, [false, false]]);
  const back = await Device.join(session, "the-phone", { since: 3 });
  expect(back.parts.devices?.map(({ id, online }) => [id, online])).toEqual([
    ["the-speaker", false],
    ["the-phone", true],
  ]);
});

test("nobody rings where nobody is, and nothing waits", async () => {
  const session = newSession();
  await session.stub.snapshot();
  expect(await alarmOf(session)).toBeNull();
});

test("the alarm is set for what comes first, and not again for what comes later", async () => {
  const session = newSession();
  const began = Date.now();
  const phone = await Device.join(session, "the-phone");
  expect(await alarmOf(session)).toBe(began + silenceMs);
  later(30_000);
  await phone.do(playing);
  await sleep(session);
  await phone.do({ type: "pause" });
  expect(await alarmOf(session)).toBe(began + silenceMs);
  later(silenceMs - 30_000);
  await runDurableObjectAlarm(session.stub);
  // Of when it was heard last.
  expect(await alarmOf(session)).toBe(began + 30_000 + silenceMs);
  expect(phone.closed).toBeUndefined();
});

test("a device of which nothing is heard for a minute and a half is let go, and one that only pings stays", async () => {
  const session = newSession();
  const quiet = await Device.join(session, "the-quiet");
  const pinging = await Device.join(session, "the-pinging");
  const stranger = await Device.open(session, "the-stranger");
  // Pings are answered by the platform, which goes by its own clock: a minute ago is when everybody said something.
  await hearAt(session, Date.now() - 60_000);
  await ping(pinging);
  await ping(stranger);
  later(29_000);
  await runDurableObjectAlarm(session.stub);
  expect([quiet.closed, pinging.closed, stranger.closed]).toEqual([undefined, undefined, undefined]);
  later(1000);
  await runDurableObjectAlarm(session.stub);
  expect([await quiet.ended(), await stranger.ended(), pinging.closed]).toEqual([4410, 4410, undefined]);
  expect(await alarmOf(session)).toBeGreaterThan(Date.now() + 50_000);
  expect((await partsOf(session)).devices.map(({ id, online }) => [id, online])).toEqual([
    ["the-quiet", false],
    ["the-pinging", true],
  ]);
});

test("playback on its way goes back after five seconds of silence, and sounds on where it was", async () => {
  const session = newSession();
  const phone = await Device.join(session, "the-phone");
  await Device.join(session, "the-speaker");
  await phone.do(playing);
  const transfer = phone.command({ type: "transfer", device: "the-speaker" });
  await phone.next("ack");
  expect(await alarmOf(session)).toBe(Date.now() + connectLimits.transferPatienceMs);
  await sleep(session);
  later(connectLimits.transferPatienceMs);
  await runDurableObjectAlarm(session.stub);
  await phone.reaches(5);
  expect(phone.parts.state).toMatchObject({ active: "the-phone", playing: true, epoch: 1, transfer: null });
  const speaker = await Device.join(session, "the-speaker");
  speaker.say({ t: "transfer.ready", d: { transfer } });
  expect(await speaker.next("error")).toMatchObject({ d: { code: "STALE_EPOCH" } });
});

test("a player that stays away loses the playback after a while, a device that stays away a month its place", async () => {
  const session = newSession();
  const phone = await Device.join(session, "the-phone");
  const speaker = await Device.join(session, "the-speaker");
  await speaker.do(playing);
  speaker.leave();
  await phone.reaches(4);
  later(90_000);
  phone.say({ t: "seen", d: { revision: 4 } });
  await runDurableObjectAlarm(session.stub);
  await phone.reaches(5);
  expect(phone.parts.state).toMatchObject({ active: null, playing: false });
  phone.leave();
  while ((await session.stub.snapshot()).revision < 6);
  later(30 * days);
  while (await alarmOf(session)) await runDurableObjectAlarm(session.stub);
  expect((await partsOf(session)).devices).toEqual([]);
});

test("a connection that is quiet but for its pings wakes the object no more than once in a minute and a half, or for its token", async () => {
  const session = newSession();
  const began = Date.now();
  await Device.join(session, "the-phone");
  const rung: number[] = [];
  for (let at = await alarmOf(session); at !== null && at < began + 600_000; at = await alarmOf(session)) {
    rung.push(at - began);
    vi.setSystemTime(at);
    // As if a ping had come just before.
    await hearAt(session, at - 1);
    await runDurableObjectAlarm(session.stub);
  }
  expect(rung.length).toBeLessThanOrEqual(Math.ceil(600_000 / (silenceMs - 1)) + 1);
  expect(rung).toContain(600_000 - renewalLeadMs);
});
