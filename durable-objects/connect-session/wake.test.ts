/** Devices that sleep are called by their push service. Here it is a stand-in that answers by the address; browsers' own are not reached. */
import { env } from "cloudflare:workers";
import { evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { importJWK, jwtVerify } from "jose";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { wakeCallSchema, type WakeAddress } from "../../contracts/connect.ts";
import { connectLimits } from "../../domain/connect/limits.ts";
import { toBase64Url } from "../../frame/base64url.ts";
import { Device, type Session } from "./support/device.ts";
import { addressOf, bytesOf, createReceiver, open, receiverOf } from "./support/push-receiver.ts";
import type { PushRequest } from "./support/push-service.ts";
import { ask, newSession, tracks } from "./support/sessions.ts";
import { Waker } from "./waker.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());
const later = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

const toLaptop = { type: "transfer", device: "the-laptop" } as const;
const stateOf = async ({ stub }: Session) => (await stub.snapshot()).parts.state;
const laptopOf = async ({ stub }: Session) => (await stub.snapshot()).parts.devices.find(({ id }) => id === "the-laptop");

async function received({ endpoint }: WakeAddress): Promise<PushRequest[]> {
  return (await fetch(endpoint)).json();
}

/** The one request that a push service got, sooner or later. */
async function callTo(address: WakeAddress): Promise<PushRequest & { bytes: Uint8Array<ArrayBuffer> }> {
  return vi.waitFor(async () => {
    const [request, another] = await received(address);
    if (!request || another) throw new Error("not called once");
    return { ...request, bytes: Uint8Array.from(atob(request.body), (character) => character.charCodeAt(0)) };
  });
}

/** The laptop is gone, and the phone has heard of it. */
async function sleep(laptop: Device, phone: Device): Promise<void> {
  laptop.leave();
  await phone.next("state", ({ d }) => d.devices?.some(({ id, online }) => id === laptop.id && !online) ?? false);
}

/** Music on a phone, and a laptop that left word where it can be called. */
async function begin(wake: WakeAddress): Promise<{ session: Session; phone: Device }> {
  const session = newSession();
  const phone = await Device.join(session, "the-phone");
  const laptop = await Device.join(session, "the-laptop", { wake });
  await phone.do({ type: "play", uris: tracks });
  await sleep(laptop, phone);
  return { session, phone };
}

test("the receiver of these tests opens the message of RFC 8291, appendix A", async () => {
  const publicKey = bytesOf("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
  const receiver = await receiverOf("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94", publicKey, bytesOf("BTBZMqHH6r4Tts7J_aSIgg"));
  const body = bytesOf(
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_" +
      "yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN",
  );
  expect(await open(receiver, body)).toBe("When I grow up, I want to be a watermelon");
});

test("a transfer to a device that sleeps calls it; it comes, is offered what plays, and takes it", async () => {
  const receiver = await createReceiver();
  const address = addressOf(receiver, 201);
  const { session, phone } = await begin(address);
  const transfer = phone.command(toLaptop);
  await phone.next("ack");
  const call = wakeCallSchema.parse(JSON.parse(await open(receiver, (await callTo(address)).bytes)));
  expect(call).toEqual({ v: 1, t: "wake", from: "the-phone", uri: tracks[0] });
  expect(await stateOf(session)).toMatchObject({ active: "the-phone", playing: true, transfer: { id: transfer, to: "the-laptop" } });
  later(connectLimits.wakePatienceMs - 1000);
  const laptop = await Device.join(session, "the-laptop", { wake: address });
  await laptop.next("transfer.offer", ({ d }) => d.transfer === transfer);
  laptop.say({ t: "transfer.ready", d: { transfer } });
  expect((await laptop.next("transfer.commit")).d).toMatchObject({ to: "the-laptop", epoch: 2 });
  await phone.next("transfer.commit");
  expect(await stateOf(session)).toMatchObject({ active: "the-laptop", playing: true, transfer: null });
});

test("the call is for a minute, urgent, takes the place of earlier ones, and is signed with the key that devices were told", async () => {
  const address = addressOf(await createReceiver(), 201);
  const { phone } = await begin(address);
  await phone.do(toLaptop);
  const { headers, bytes } = await callTo(address);
  expect(headers).toMatchObject({ ttl: "60", urgency: "high", "content-encoding": "aes128gcm" });
  expect(headers["topic"]).toMatch(/^[\w-]{32}$/);
  // Its length tells nothing of what is in it.
  expect(bytes).toHaveLength(4096);
  const [, token = "", key = ""] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(headers["authorization"] ?? "") ?? [];
  const session = newSession();
  const other = await Device.open(session, "the-other");
  expect((await other.greet()).d.push_key).toBe(key);
  const point = bytesOf(key);
  const [x, y] = [point.slice(1, 33), point.slice(33)].map(toBase64Url);
  const publicKey = await importJWK({ kty: "EC", crv: "P-256", x: x ?? "", y: y ?? "" }, "ES256");
  const { payload } = await jwtVerify(token, publicKey, { algorithms: ["ES256"], audience: new URL(address.endpoint).origin });
  expect(payload.sub).toBe(env.ORIGIN);
  expect(payload.exp).toBeGreaterThan(Date.now() / 1000);
  expect(payload.exp).toBeLessThanOrEqual(Date.now() / 1000 + 24 * 3600);
});

test("what is to play on it is named, and begins there once it has come; the Web API calls it too", async () => {
  const receiver = await createReceiver();
  const address = addressOf(receiver, 201);
  const { session, phone } = await begin(address);
  const play = { type: "play", uris: tracks.slice(3) } as const;
  expect(await ask(session.stub, session.account, play, { target: "the-laptop" })).toMatchObject({ ok: true });
  expect(JSON.parse(await open(receiver, (await callTo(address)).bytes))).toEqual({ v: 1, t: "wake", from: null, uri: tracks[3] });
  expect((await session.stub.snapshot()).parts).toMatchObject({ state: { active: "the-phone" }, queue: { current: { uri: tracks[0] } } });
  await evictDurableObject(session.stub, { webSockets: "hibernate" });
  const laptop = await Device.join(session, "the-laptop", { wake: address });
  expect((await laptop.next("exec")).d).toMatchObject({ command: play, state: { active: "the-laptop", playing: true } });
  await phone.next("state", ({ d }) => d.state?.active === "the-laptop");
});

test("nobody comes: after a minute nothing waits any more, and the music never stopped", async () => {
  const address = addressOf(await createReceiver(), 201);
  const { session, phone } = await begin(address);
  await phone.do(toLaptop);
  later(connectLimits.wakePatienceMs - 1);
  await runDurableObjectAlarm(session.stub);
  expect((await stateOf(session)).transfer).not.toBeNull();
  later(1);
  await runDurableObjectAlarm(session.stub);
  await phone.next("state", ({ d }) => d.state?.transfer === null);
  expect(await stateOf(session)).toMatchObject({ active: "the-phone", playing: true, transfer: null });
});

test.each([404, 410])("an address that answers %d is forgotten, and what waited goes back at once", async (status) => {
  const { session, phone } = await begin(addressOf(await createReceiver(), status));
  expect(await laptopOf(session)).toMatchObject({ online: false, wakeable: true });
  await phone.do(toLaptop);
  await phone.next("state", ({ d }) => d.state?.transfer === null);
  expect(await laptopOf(session)).toMatchObject({ wakeable: false });
  expect(await phone.do(toLaptop)).toBe("DEVICE_OFFLINE");
});

test("a device that names another address is called there", async () => {
  const first = addressOf(await createReceiver(), 410);
  const { session, phone } = await begin(first);
  const second = addressOf(await createReceiver(), 201);
  await sleep(await Device.join(session, "the-laptop", { wake: second }), phone);
  await phone.do(toLaptop);
  await callTo(second);
  expect(await received(first)).toEqual([]);
  expect(await laptopOf(session)).toMatchObject({ wakeable: true });
});

test("that a former address is gone says nothing of the one that is there now", async () => {
  const first = addressOf(await createReceiver(), "held");
  const { session, phone } = await begin(first);
  await phone.do(toLaptop);
  await callTo(first);
  await sleep(await Device.join(session, "the-laptop", { wake: addressOf(await createReceiver(), 201) }), phone);
  await fetch(first.endpoint, { method: "DELETE" });
  // Not before what is done about it is done.
  await evictDurableObject(session.stub, { webSockets: "hibernate" });
  expect(await laptopOf(session)).toMatchObject({ online: false, wakeable: true });
});

test.each(["silence", 500, 429, 307] as const)(
  "a push service that answers with %s harms nothing: all goes on, and is called again",
  async (answer) => {
    const address = addressOf(await createReceiver(), answer);
    const { session, phone } = await begin(address);
    await phone.do(toLaptop);
    await callTo(address);
    expect(await phone.do({ type: "next" })).toEqual(expect.any(Number));
    const laptop = await Device.join(session, "the-laptop", { wake: address });
    await laptop.next("transfer.offer");
    expect(await laptopOf(session)).toMatchObject({ wakeable: true });
    expect(await received({ ...address, endpoint: "https://fcm.googleapis.com/201/elsewhere" })).toEqual([]);
  },
);

test("a device that says hello without an address can't be called any more", async () => {
  const address = addressOf(await createReceiver(), 201);
  const { session, phone } = await begin(address);
  await sleep(await Device.join(session, "the-laptop"), phone);
  expect(await phone.do(toLaptop)).toBe("DEVICE_OFFLINE");
  expect(await received(address)).toEqual([]);
});

test("devices are called at push services that the operator allows, and nowhere else", async () => {
  const receiver = await createReceiver();
  const named = addressOf(receiver, 201);
  const others = [
    "https://fcm.googleapis.com:8443/x",
    "https://user@fcm.googleapis.com/x",
    "https://127.0.0.1/x",
    "https://[::1]/x",
    "https://localhost/x",
    "https://evil.example/fcm.googleapis.com",
    "https://fcm.googleapis.com.evil.example/x",
    "https://evilnotify.windows.com/x",
    "https://notify.windows.com/x",
  ];
  const { PUSH_KEY: key, PUSH_HOSTS: hosts } = env;
  const waker = new Waker({ key, hosts, contact: "https://music.example" });
  for (const endpoint of others) {
    expect([endpoint, waker.reaches({ ...named, endpoint })]).toEqual([endpoint, false]);
    expect(await waker.call("a-device", { ...named, endpoint }, { from: null, uri: null })).toBe("failed");
  }
  for (const host of ["wns2-by3p.notify.windows.com", "web.push.apple.com", "updates.push.services.mozilla.com"]) {
    expect(waker.reaches(addressOf(receiver, 201, host))).toBe(true);
  }
  const session = newSession();
  const device = await Device.join(session, "the-device", { wake: { ...named, endpoint: "https://evil.example/x" } });
  expect((await device.next("error")).d).toMatchObject({ code: "invalid_request", field: "d.wake.endpoint" });
  expect((await session.stub.snapshot()).parts.devices).toMatchObject([{ online: true, wakeable: false }]);
});

test("a push service that says nothing is waited for so long and no longer, and a device on its way is not called twice", async () => {
  const { PUSH_KEY: key, PUSH_HOSTS: hosts } = env;
  const waker = new Waker({ key, hosts, contact: "https://music.example", patienceMs: 20 });
  const silent = addressOf(await createReceiver(), "silence");
  expect(await waker.call("a-device", silent, { from: null, uri: null })).toBe("failed");
  expect(await waker.call("a-device", silent, { from: null, uri: null })).toBe("called");
  expect(await received(silent)).toHaveLength(1);
  later(60_000);
  expect(await waker.call("a-device", silent, { from: null, uri: null })).toBe("failed");
  expect(await received(silent)).toHaveLength(2);
});
