/** Whose devices are let in, how many of them, and what becomes of those that nobody wants any more. */
import { expect, test } from "vitest";
import { carryOut } from "./command.ts";
import { deviceCame, deviceWent, refusalOfDevice } from "./devices.ts";
import { createHub, handle, partsOf, type Incoming } from "./hub.ts";
import { connectLimits, jamLimits } from "./limits.ts";
import { commandTypes, deviceSchema } from "./schema.ts";
import { emptySession, isPlaying, type ListedDevice, type Session, type Step } from "./session.ts";

const start = 1_700_000_000_000;
const uris = ["a", "b"].map((name) => `nearfield:track:${name.repeat(22)}`);
const terms = { shuffleOnly: false, skipsAnHour: null };

function device(id: string, more: Partial<ListedDevice> = {}): ListedDevice {
  const all = { roles: ["player" as const], commands: [...commandTypes], formats: [], volume_steps: 100 };
  return { id, name: id, kind: "speaker", app: null, ...all, ...more };
}

function come(session: Session, ...all: ListedDevice[]): Session {
  return all.reduce((before, each, index) => {
    const refusal = refusalOfDevice(before, each);
    return refusal ? before : deviceCame(before, each, start + index);
  }, session);
}

function go(session: Session, ...ids: string[]): Session {
  return ids.reduce((before, id, index) => deviceWent(before, id, start + 1000 + index), session);
}

function of(app: string | null, count: number, more: Partial<ListedDevice> = {}): ListedDevice[] {
  return Array.from({ length: count }, (_, index) => device(`${app ?? "own"}-${index}`, { app, ...more }));
}

const idsOf = ({ devices }: Session) => devices.map(({ id }) => id);
const done = (step: Step): Session => step.session ?? expect.fail(step.message);

test("a device says each thing once, by a name that shows what it is", () => {
  const { app: _, ...described } = device("a-speaker");
  const isLegal = (more: object) => deviceSchema.safeParse({ ...described, ...more }).success;
  expect(isLegal({})).toBe(true);
  expect(isLegal({ commands: Array.from({ length: 4000 }, () => "queue.remove") })).toBe(false);
  expect(isLegal({ commands: ["play", "play"] })).toBe(false);
  expect(isLegal({ roles: ["player", "player"] })).toBe(false);
  expect(isLegal({ formats: ["audio/mp4", "audio/mp4"] })).toBe(false);
  for (const name of ["Kitchen\u202E", "Kit\nchen", "Kit\0chen", "\u2066Kitchen", " "])
    expect([name, isLegal({ name })]).toEqual([name, false]);
  expect(isLegal({ name: "K\u00FCche \u{1F468}\u200D\u{1F373}" })).toBe(true);
});

test("a device is the app's that it came by first: no other one takes its place, nor what it plays", () => {
  const session = come(emptySession, device("speaker"), device("other", { app: "reader" }));
  const playing = done(
    carryOut(session, { id: "play", command: { type: "play", uris }, conditions: {}, from: "speaker", uris, terms, now: start }),
  );
  const hub = createHub(playing);
  const taking: Incoming = { type: "hello", device: device("speaker", { app: "reader", roles: ["controller"] }) };
  expect(handle(hub, taking, start)).toEqual({ hub, refusal: expect.objectContaining({ code: "CONFLICT" }), outgoing: [] });
  expect(refusalOfDevice(go(playing, "speaker"), taking.device)?.refusal).toBe("CONFLICT");
  expect(refusalOfDevice(playing, device("speaker"))).toBeUndefined();
});

test("whose a device is, nobody is told", () => {
  const [shown = expect.fail()] = partsOf(come(emptySession, device("speaker", { app: "reader" }))).devices;
  expect("app" in shown).toBe(false);
});

test("nobody else's hello does what waits for a device that was called", () => {
  const asleep = go(come(emptySession, device("speaker", { wakeable: true })), "speaker");
  const called = done(
    carryOut(asleep, {
      id: "call",
      command: { type: "play", uris },
      conditions: {},
      from: null,
      target: "speaker",
      uris,
      terms,
      now: start + 2000,
    }),
  );
  const { hub } = handle(createHub(called), { type: "hello", device: device("speaker", { app: "reader" }) }, start + 3000);
  expect([isPlaying(hub.session), hub.session.transfer?.to]).toEqual([false, "speaker"]);
});

test("a device that comes back and no longer plays loses the playback, and what was on its way to it", () => {
  const session = come(emptySession, device("speaker"), device("phone"));
  const playing = done(
    carryOut(session, { id: "play", command: { type: "play", uris }, conditions: {}, from: "speaker", uris, terms, now: start }),
  );
  const back = deviceCame(playing, device("speaker", { roles: ["controller"] }), start + 4000);
  expect(back).toMatchObject({
    active: null,
    epoch: playing.epoch + 1,
    revision: playing.revision + 1,
    anchor: { position_ms: 4000, rate: 0 },
  });
  const moving = done(
    carryOut(playing, {
      id: "move",
      command: { type: "transfer", device: "phone" },
      conditions: {},
      from: null,
      uris: [],
      terms,
      now: start,
    }),
  );
  expect(deviceCame(moving, device("phone", { roles: ["controller"] }), start)).toMatchObject({ active: "speaker", transfer: null });
});

test("one app's devices, and all apps' together, leave room for the player's own; who is here is never pushed out", () => {
  const crowded = come(emptySession, ...["one", "two", "three"].flatMap((app) => of(app, 30)));
  const countOf = (app: string) => crowded.devices.filter((each) => each.app === app).length;
  expect([countOf("one"), countOf("two"), countOf("three")]).toEqual([connectLimits.devicesOfApp, 20, 0]);
  expect(refusalOfDevice(crowded, device("one-more", { app: "three" }))?.refusal).toBe("RATE_LIMITED");
  const full = come(crowded, ...of(null, 20));
  expect(full.devices).toHaveLength(connectLimits.devices);
  expect(refusalOfDevice(full, device("own-more"))?.refusal).toBe("RATE_LIMITED");
  expect(refusalOfDevice(full, device("one-3", { app: "one" }))).toBeUndefined();
});

test("a newcomer takes the place of what is away longest, of its own app where that has too many, but not of what is to be woken", () => {
  const away = go(come(emptySession, ...of(null, 29), ...of("one", 20)), "own-4", "own-7", "one-9", "one-2");
  expect(idsOf(come(away, device("one-new", { app: "one" })))).not.toContain("one-9");
  expect(idsOf(come(away, ...of("two", 2)))).not.toContain("own-4");
  const awaited = { ...away, transfer: { id: "move", from: null, to: "own-4", play: true, since: start } };
  expect(idsOf(come(awaited, ...of("two", 2)))).toContain("own-4");
});

test("in a jam each person has room for so many, whatever others bring", () => {
  const people = Array.from({ length: jamLimits.people }, (_, index) => `account-${index}`);
  const jam = come(
    emptySession,
    ...people.flatMap((account) => of(null, 9, { account }).map((each) => ({ ...each, id: `${account}-${each.id}` }))),
  );
  expect(jam.devices).toHaveLength(jamLimits.people * jamLimits.devicesOfPerson);
  expect(idsOf(come(go(jam, "account-3-own-1"), device("new", { account: "account-3" })))).toContain("new");
});

test("a device that is away can be forgotten, by the player or by the app that it came by; what it had stands still", () => {
  const session = come(emptySession, device("speaker"), device("phone"), device("theirs", { app: "one" }), device("other", { app: "two" }));
  const forget = (before: Session, id: string, from: string | null) =>
    carryOut(before, {
      id: "forget",
      command: { type: "device.forget", device: id },
      conditions: {},
      from,
      uris: [],
      terms,
      now: start + 9000,
    });
  expect(forget(session, "speaker", "phone").refusal).toBe("RESTRICTED");
  const playing = done(
    carryOut(session, { id: "play", command: { type: "play", uris }, conditions: {}, from: "speaker", uris, terms, now: start }),
  );
  const away = go(playing, "speaker", "theirs");
  expect(forget(away, "speaker", "other").refusal).toBe("RESTRICTED");
  expect(forget(away, "theirs", "other").refusal).toBe("RESTRICTED");
  expect(idsOf(done(forget(away, "theirs", "phone")))).not.toContain("theirs");
  const forgotten = done(forget(away, "speaker", "phone"));
  expect(forgotten).toMatchObject({
    active: null,
    epoch: playing.epoch + 1,
    revision: away.revision + 1,
    anchor: { position_ms: 1000, rate: 0 },
  });
  expect(done(forget(forgotten, "speaker", "phone"))).toBe(forgotten);
  const asked: Incoming = {
    type: "command",
    id: "forget",
    command: { type: "device.forget", device: "speaker" },
    conditions: {},
    device: "phone",
    uris: [],
    terms,
  };
  expect(handle(createHub({ ...away, active: "phone" }), asked, start + 9000).outgoing.map(({ to }) => to)).toEqual(["everyone"]);
});
