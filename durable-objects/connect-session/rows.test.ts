/** What a session costs: rows written, alarms set, requests. */
import { runInDurableObject } from "cloudflare:test";
import { expect, test } from "vitest";
import { Device } from "./support/device.ts";
import { ask, newSession, randomId, rowsOf, tracks, uidOf, type Stub } from "./support/sessions.ts";

/** `events`: messages and alarms. */
type Costs = { rows: number; alarms: number; events: number };

/** Counts from now on what the object writes, and what wakes it. @returns what it came to since it was asked last */
async function meter(stub: Stub): Promise<() => Promise<Costs>> {
  const cursors: { rowsWritten: number }[] = [];
  const costs = { alarms: 0, events: 0 };
  await runInDurableObject(stub, (instance, { storage }) => {
    const { sql } = storage;
    const exec = sql.exec.bind(sql);
    sql.exec = (query: string, ...bindings: never[]) => {
      const cursor = exec<never>(query, ...bindings);
      cursors.push(cursor);
      return cursor;
    };
    const setAlarm = storage.setAlarm.bind(storage);
    storage.setAlarm = (...parameters) => {
      costs.alarms += 1;
      return setAlarm(...parameters);
    };
    for (const name of ["webSocketMessage", "alarm"] as const) {
      const handle = instance[name].bind(instance) as (...parameters: never[]) => Promise<never>;
      instance[name] = (...parameters: never[]) => {
        costs.events += 1;
        return handle(...parameters);
      };
    }
  });
  return async () => {
    const rows = cursors.splice(0).reduce((sum, { rowsWritten }) => sum + rowsWritten, 0);
    const counted = { rows, ...costs };
    Object.assign(costs, { alarms: 0, events: 0 });
    return counted;
  };
}

test("a command is one request and two rows, whoever listens; a context takes a third, and no alarm is set anew", async () => {
  const session = newSession();
  const phone = await Device.join(session, "the-phone");
  for (let count = 0; count < 7; count++) await Device.join(session, `the-other-${count}`);
  const spent = await meter(session.stub);
  await phone.do({ type: "play", uris: tracks });
  expect(await spent()).toEqual({ rows: 3, alarms: 0, events: 1 });
  await phone.do({ type: "next" });
  expect(await spent()).toEqual({ rows: 2, alarms: 0, events: 1 });
  // The same tracks from another place on are no other context.
  await phone.do({ type: "play", uris: tracks, offset: { position: 3 } });
  expect(await spent()).toEqual({ rows: 2, alarms: 0, events: 1 });
  // The call itself is the request.
  await ask(session.stub, session.account, { type: "pause" });
  expect(await spent()).toEqual({ rows: 2, alarms: 0, events: 0 });
  await phone.do({ type: "pause" });
  expect(await spent()).toEqual({ rows: 1, alarms: 0, events: 1 });
  await phone.do({ type: "seek", position_ms: 5 }, { conditions: { if_track: "another" } });
  expect(await spent()).toEqual({ rows: 0, alarms: 0, events: 1 });
});

test("what is no news costs nothing but its request; a track that ends, one row", async () => {
  const session = newSession();
  const phone = await Device.join(session, "the-phone");
  const id = randomId();
  await phone.do({ type: "play", uris: tracks }, { id });
  const spent = await meter(session.stub);
  const report = { epoch: 1, uid: uidOf(id, 0), position_ms: 0, at: Date.now() };
  phone.say({ t: "report", d: { ...report, status: "playing" } });
  phone.say({ t: "seen", d: { revision: 2 } });
  phone.say({ t: "time", d: { sent: 1 } });
  await phone.next("time");
  expect(await spent()).toEqual({ rows: 0, alarms: 0, events: 3 });
  phone.say({ t: "report", d: { ...report, status: "ended" } });
  await phone.reaches(3);
  expect(await spent()).toEqual({ rows: 1, alarms: 0, events: 1 });
});

test("where a device can be called is a row when it is another than before", async () => {
  const session = newSession();
  await Device.join(session, "the-phone");
  const spent = await meter(session.stub);
  const wake = { endpoint: "https://fcm.googleapis.com/201/rows", p256dh: "B".repeat(87), auth: "A".repeat(22) };
  const laptop = await Device.join(session, "the-laptop", { wake });
  expect(await spent()).toMatchObject({ rows: 2, events: 1 });
  await laptop.greet({ wake });
  expect(await spent()).toMatchObject({ rows: 1, events: 1 });
  await laptop.greet();
  expect(await spent()).toMatchObject({ rows: 2, events: 1 });
});

test("ten thousand tracks are two rows", async () => {
  const session = newSession();
  const phone = await Device.join(session, "the-phone");
  const many = Array.from({ length: 10_000 }, (_, index) => `nearfield:track:${String(index).padStart(22, "0")}`);
  expect(await ask(session.stub, session.account, { type: "play", uris: many }, { target: phone.id })).toMatchObject({ ok: true });
  expect(await rowsOf(session.stub)).toEqual({ session: 1, context: 1, done: 1, ticket: 0 });
});
