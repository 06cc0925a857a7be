/** Devices that do not keep up. */
import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connectSocketLimits } from "../../contracts/connect.ts";
import { Device, type Session } from "./support/device.ts";
import { newSession, tracks } from "./support/sessions.ts";

const { unseen, stalledMs } = connectSocketLimits;

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());
const later = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

const full = Array.from({ length: 90 }, (_, index) => `nearfield:track:${String(index).padStart(22, "0")}`);

/** A session where everything that is told is long, and a device that has got as much as it gets unseen. */
async function leaveBehind(): Promise<{ session: Session; busy: Device; slow: Device }> {
  const session = newSession();
  const busy = await Device.join(session, "the-busy");
  const slow = await Device.join(session, "the-slow");
  await busy.do({ type: "play", uris: full });
  let [told, revision] = [0, 0];
  while (told <= unseen) {
    later(100);
    revision = Number(await busy.do({ type: "next" }, {}));
    if (revision % 80 === 0) await busy.do({ type: "play", uris: full });
    busy.say({ t: "seen", d: { revision } });
    told = slow.characters;
  }
  return { session, busy, slow };
}

test("a device that says nothing of what it has seen is told no more, and let go", async () => {
  const { session, busy, slow } = await leaveBehind();
  for (let count = 0; count < 11 && !slow.closed; count++) {
    later(1000);
    busy.say({ t: "seen", d: { revision: Number(await busy.do({ type: "queue.add", uris: tracks })) } });
  }
  expect(await slow.ended()).toBe(4408);
  expect(slow.characters).toBeLessThan(unseen + 50_000);
  await busy.reaches((await session.stub.snapshot()).revision);
  expect(busy.closed).toBeUndefined();
});

test("one that has caught up gets all of it in one message, also after a sleep", async () => {
  const { session, busy, slow } = await leaveBehind();
  const paused = Number(await busy.do({ type: "pause" }));
  const seen = slow.revision ?? 0;
  expect(seen).toBeLessThan(paused);
  await busy.do({ type: "seek", position_ms: 5 });
  await evictDurableObject(session.stub, { webSockets: "hibernate" });
  await busy.do({ type: "volume", percent: 5 });
  expect(slow.revision).toBe(seen);
  slow.messages.length = 0;
  slow.say({ t: "seen", d: { revision: seen } });
  const { d } = await slow.next("state");
  expect(d).toMatchObject({ revision: paused + 2, state: { playing: false }, queue: { current: {} } });
  expect(slow.parts).toEqual((await session.stub.snapshot()).parts);
  await busy.do({ type: "resume" });
  await slow.reaches(paused + 3);
});

test("one that shows no sign of reading for ten seconds is let go by the alarm, and its place is free", async () => {
  const { session, slow } = await leaveBehind();
  const alarm = await runInDurableObject(session.stub, (_, { storage }) => storage.getAlarm());
  expect(alarm).toBeLessThanOrEqual(Date.now() + stalledMs);
  await evictDurableObject(session.stub, { webSockets: "hibernate" });
  later(stalledMs);
  await runDurableObjectAlarm(session.stub);
  expect(await slow.ended()).toBe(4408);
  expect((await session.stub.snapshot()).parts.devices.find(({ id }) => id === "the-slow")).toMatchObject({ online: false });
  const back = await Device.join(session, "the-slow", { since: slow.revision ?? 0 });
  expect(back.parts.devices?.length).toBe(2);
});

test("whoever asks for all of it again and again before it has arrived is let go", async () => {
  const session = newSession();
  const busy = await Device.join(session, "the-busy");
  await busy.do({ type: "play", uris: full });
  const greedy = await Device.join(session, "the-greedy");
  await expect(
    (async () => {
      for (;;) {
        later(1000);
        await greedy.greet();
      }
    })(),
  ).rejects.toThrow("4408");
  expect(await busy.do({ type: "queue.add", uris: tracks })).toBeGreaterThan(0);
});
