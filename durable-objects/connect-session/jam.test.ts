/** People who listen together: how they come in, what they may do, and that no device takes another's place. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { connectCloseCodes } from "../../contracts/connect.ts";
import { valueOf } from "../../contracts/object-answer.ts";
import type { Loan } from "../../domain/connect/jam.ts";
import { jamLimits } from "../../domain/connect/limits.ts";
import { emptyQueue, playContext } from "../../domain/connect/queue.ts";
import { hashOf } from "../../frame/secret.ts";
import { Device } from "./support/device.ts";
import { ask, newSession, randomId, rowsOf, tracks, viewerOf } from "./support/sessions.ts";

type JamStub = ReturnType<typeof env.JAMS.getByName>;
type Made = { id: string; stub: JamStub; host: string; secret: string };

const lent = (): Loan => ({
  epoch: 1,
  skips: [],
  queue: playContext(emptyQueue, null, tracks, 0, 0),
  anchor: { position_ms: 1000, at: Date.now(), rate: 1 },
  speed: 1,
});

async function makeJam(): Promise<Made> {
  const [id, host] = [randomId(), randomId()];
  const stub = env.JAMS.getByName(id);
  const { secret } = valueOf(await stub.make(id, { account: host, name: "Ada" }, lent()));
  return { id, stub, host, secret };
}

async function letIn({ stub, secret }: Made, name: string): Promise<string> {
  const account = randomId();
  valueOf(await stub.join(secret, account, name));
  return account;
}

/** Two people, with a player each; the host's leads. */
async function together(): Promise<Made & { guest: string; ada: Device; bob: Device }> {
  const made = await makeJam();
  const guest = await letIn(made, "Bob");
  const ada = await Device.join({ account: made.host, stub: made.stub }, "the-player");
  const bob = await Device.join({ account: guest, stub: made.stub }, "the-player");
  return { ...made, guest, ada, bob };
}

const codeOf = async (answer: Promise<{ ok: boolean; error?: { code: string } }>) => (await answer).error?.code ?? "done";
const namesIn = (device: Device) => device.parts.jam?.people.map(({ name }) => name);

test("by its link people come in, each with devices of their own, however these are called", async () => {
  const { stub, secret, guest, host, ada, bob } = await together();
  expect(await stub.offer(secret)).toEqual({
    ok: true,
    value: { host: "Ada", people: ["Ada", "Bob"], controls: "host", plays: tracks[0] },
  });
  await ada.reaches(bob.revision ?? 0);
  expect(ada.parts).toEqual(bob.parts);
  expect(bob.parts.devices).toMatchObject([
    { name: "Ada", account: host, online: true, active: true },
    { name: "Bob", account: guest, online: true, active: false },
  ]);
  expect(new Set(bob.parts.devices?.map(({ id }) => id)).size).toBe(2);
  expect(bob.parts.devices?.map(({ id }) => id)).not.toContain("the-player");
  expect(bob.parts.state).toMatchObject({ playing: true, anchor: { rate: 1 } });
  expect(namesIn(ada)).toEqual(["Ada", "Bob"]);
});

test("a device is told what it is called in the jam, and takes only its own place", async () => {
  const { stub, guest, bob, ada } = await together();
  const again = await Device.open({ account: guest, stub }, "the-player");
  const { d: welcome } = await again.greet();
  expect(await bob.ended()).toBe(connectCloseCodes.replaced);
  expect(welcome.device).toBe(welcome.devices?.find(({ account }) => account === guest)?.id);
  const impostor = await Device.open({ account: guest, stub }, welcome.state?.active ?? "");
  const { d: other } = await impostor.greet();
  expect(other.device).not.toBe(other.state?.active);
  expect(ada.closed).toBeUndefined();
});

test("who is not in is not let in, and learns nothing", async () => {
  const made = await makeJam();
  const stranger = randomId();
  expect(await Device.connect({ account: stranger, stub: made.stub }, "the-player")).toBe(404);
  expect(await codeOf(made.stub.offer(randomId()))).toBe("not_found");
  expect(await codeOf(made.stub.join(randomId(), stranger, "Eve"))).toBe("not_found");
  for (const asked of [made.stub.end(stranger), made.stub.part(stranger, made.host), made.stub.renewLink(stranger)])
    expect(await codeOf(asked)).toBe("not_found");
  const nobodys = env.JAMS.getByName(randomId());
  expect(await codeOf(nobodys.join(made.secret, stranger, "Eve"))).toBe("not_found");
  expect(await Device.connect({ account: stranger, stub: nobodys }, "the-player")).toBe(404);
  expect(await rowsOf(nobodys)).toBeUndefined();
});

test("a link that was renewed or closed leads nowhere; who is in stays in", async () => {
  const made = await together();
  const { stub, host, guest, secret, bob } = made;
  const renewed = valueOf(await stub.renewLink(host));
  expect(await codeOf(stub.join(secret, randomId(), "Eve"))).toBe("not_found");
  expect(await codeOf(stub.join(renewed, randomId(), "Cleo"))).toBe("done");
  expect(await codeOf(stub.join(secret, guest, "Bob"))).toBe("done");
  valueOf(await stub.closeLink(host));
  expect(await codeOf(stub.offer(renewed))).toBe("not_found");
  await bob.next("state", ({ d }) => d.jam?.open === false);
  expect(bob.closed).toBeUndefined();
  for (const asked of [
    stub.renewLink(guest),
    stub.closeLink(guest),
    stub.end(guest),
    stub.setControls(guest, "everyone"),
    stub.part(guest, host),
  ])
    expect(await codeOf(asked)).toBe("forbidden");
});

test("everybody queues, and everybody sees who did; the rest is the host's until it is handed over", async () => {
  const { stub, host, guest, ada, bob } = await together();
  const [added = ""] = tracks;
  const id = randomId();
  expect(await bob.do({ type: "queue.add", uris: [added] }, { id })).toBeTypeOf("number");
  await ada.next("state", ({ d }) => d.queue?.next[0]?.added_by === guest);
  expect(await bob.do({ type: "pause" })).toBe("RESTRICTED");
  expect(await bob.do({ type: "queue.remove", uids: [`${id}-0`] })).toBeTypeOf("number");
  valueOf(await stub.setControls(host, "everyone"));
  await bob.next("state", ({ d }) => d.jam?.controls === "everyone");
  expect(await bob.do({ type: "pause" })).toBeTypeOf("number");
  await ada.next("state", ({ d }) => d.state?.playing === false);
  expect(await bob.do({ type: "transfer", device: bob.parts.devices?.[1]?.id ?? "" })).toBe("RESTRICTED");
});

test("when the device that leads is lost, the next one leads at once, and nothing stops", async () => {
  const { ada, bob, guest } = await together();
  const { anchor, epoch } = bob.parts.state ?? { anchor: { position_ms: 0, at: 0, rate: 0 }, epoch: 0 };
  ada.leave();
  const { d } = await bob.next("state", ({ d: told }) => told.state?.epoch === epoch + 1);
  expect(d.devices?.find(({ active }) => active)?.account).toBe(guest);
  expect(d.state?.playing).toBe(true);
  const after = d.state?.anchor ?? anchor;
  expect(after.position_ms - anchor.position_ms).toBe(after.at - anchor.at);
});

test("who leaves is gone with their devices; whom the host sends away, the link lets in no more", async () => {
  const { stub, host, guest, secret, ada, bob } = await together();
  valueOf(await stub.part(guest, guest));
  expect(await bob.ended()).toBe(connectCloseCodes.ended);
  await ada.next("state", ({ d }) => d.jam?.people.length === 1);
  expect(ada.parts.devices).toHaveLength(1);
  expect(await Device.connect({ account: guest, stub }, "the-player")).toBe(404);
  valueOf(await stub.join(secret, guest, "Bob"));
  valueOf(await stub.part(host, guest));
  expect(await codeOf(stub.join(secret, guest, "Bob"))).toBe("not_found");
});

test("when the host leaves it is over for all, and nothing is left of it a day later", async () => {
  const { stub, host, guest, secret, ada, bob } = await together();
  valueOf(await stub.part(host, host));
  await bob.next("state", ({ d }) => d.jam?.ended === true && d.state?.playing === false);
  expect(await Promise.all([ada.ended(), bob.ended()])).toEqual([connectCloseCodes.ended, connectCloseCodes.ended]);
  expect(await codeOf(stub.join(secret, guest, "Bob"))).toBe("not_found");
  expect(await codeOf(stub.make(randomId(), { account: host, name: "Ada" }, lent()))).toBe("gone");
  await runInDurableObject(stub, (_, { storage: { sql } }) => {
    sql.exec("UPDATE session SET document = json_set(document, '$.endedAt', ?)", Date.now() - jamLimits.rememberedMs);
  });
  await evictDurableObject(stub);
  expect(await runDurableObjectAlarm(stub)).toBe(true);
  expect(await rowsOf(stub)).toBeUndefined();
});

test("a host who stays away ends it", async () => {
  const { stub, ada, bob } = await together();
  ada.leave();
  await bob.next("state", ({ d }) => d.devices?.some(({ account, online }) => account === bob.parts.jam?.host && !online) ?? false);
  await runInDurableObject(stub, (_, { storage: { sql } }) => {
    sql.exec("UPDATE session SET document = json_set(document, '$.hostAwaySince', ?)", Date.now() - jamLimits.hostPatienceMs);
  });
  await evictDurableObject(stub);
  await runDurableObjectAlarm(stub);
  expect(await bob.ended()).toBe(connectCloseCodes.ended);
});

test("it outlives its object, and devices that slept hear on", async () => {
  const { stub, guest, ada, bob } = await together();
  await evictDurableObject(stub);
  const command = await ada.do({ type: "next" });
  expect(command).toBeTypeOf("number");
  await bob.next("state", ({ d }) => d.queue?.current?.uri === tracks[1]);
  const back = await Device.join({ account: guest, stub }, "another-player", { since: Number(command) });
  expect(back.parts.jam).toBeUndefined();
  expect(back.parts.devices).toHaveLength(3);
});

test("a connection is renewed by a ticket of its own listener's session", async () => {
  const { stub, guest, bob } = await together();
  const secret = "a".repeat(43);
  const until = Date.now() + 30_000;
  await env.CONNECT_SESSIONS.getByName(guest).issueTicket(await hashOf(secret), viewerOf(guest), until);
  bob.say({ t: "auth.refresh", id: randomId(), d: { ticket: `${guest}.${secret}` } });
  await bob.next("ack");
  bob.say({ t: "auth.refresh", id: randomId(), d: { ticket: `${guest}.${secret}` } });
  expect((await bob.next("nack")).d.code).toBe("RESTRICTED");
  expect(await stub.join("0".repeat(22), guest, "Bob")).toEqual({ ok: true, value: null });
});

test("made again it is what it was made of, whatever plays by then", async () => {
  const { id, stub, host, secret } = await makeJam();
  const again = valueOf(await stub.make(id, { account: host, name: "Ada" }, { ...lent(), epoch: 7 }));
  expect(again.epoch).toBe(1);
  expect(again.secret).not.toBe(secret);
});

test("a session lends what it plays, and then stands still", async () => {
  const session = newSession();
  const device = await Device.join(session, "the-player");
  await ask(session.stub, session.account, { type: "play", uris: tracks }, { target: "the-player" });
  const { epoch, queue, anchor } = await session.stub.lend();
  expect(queue.uris).toEqual(tracks);
  expect(anchor.rate).toBe(1);
  await session.stub.release(epoch);
  const { d } = await device.next("state", ({ d: told }) => told.state?.playing === false);
  expect(d.state).toMatchObject({ active: null, epoch: epoch + 1 });
  await session.stub.release(epoch);
  expect((await session.stub.snapshot()).revision).toBe(d.revision);
});
