/** What a plan counts is not got round by asking for it otherwise. */
import { expect, test } from "vitest";
import { carryOut, type Request } from "./command.ts";
import { deviceCame, deviceWent } from "./devices.ts";
import { createHub, handle } from "./hub.ts";
import { createJam } from "./jam.ts";
import { orderOf } from "./queue.ts";
import { takeReport } from "./report.ts";
import { commandTypes, type Command, type Report } from "./schema.ts";
import { emptySession, type ListedDevice, type Session, type Step } from "./session.ts";

const start = 1_700_000_000_000;
const uris = Array.from({ length: 40 }, (_, index) => `nearfield:track:${String(index).padStart(22, "0")}`);
const context = `nearfield:album:${"0".repeat(22)}`;
const free = { shuffleOnly: true, skipsAnHour: 2 };
const counted = { shuffleOnly: false, skipsAnHour: 2 };
const phone: ListedDevice = {
  id: "phone",
  name: "phone",
  kind: "speaker",
  roles: ["player"],
  commands: [...commandTypes],
  formats: [],
  volume_steps: 0,
};
const here = deviceCame(emptySession, phone, start);

const ask = (session: Session, command: Command, more: Partial<Request> = {}): Step =>
  carryOut(session, { id: "command", command, conditions: {}, from: "phone", uris, terms: free, now: start, ...more });
const done = (step: Step): Session => step.session ?? expect.fail(step.message);
const playing = done(ask(here, { type: "play", context }));

test("the order is not the one that a command's id stands for where it is not the listener's to choose", () => {
  const [one, same, other] = [1, 1, 2].map((seed) => done(ask(here, { type: "play", context }, { seed })).queue);
  if (!one || !same || !other) expect.fail();
  expect(orderOf(one)).toEqual(orderOf(same));
  expect(orderOf(one)).not.toEqual(orderOf(other));
  // Entries are called as everybody can tell.
  expect(new Set([one.name, other.name, playing.queue.name]).size).toBe(1);
  const asleep = deviceWent(deviceCame(emptySession, { ...phone, wakeable: true }, start), "phone", start);
  const called = done(ask(asleep, { type: "play", context }, { seed: 2, from: null, target: "phone" }));
  expect(orderOf(handle(createHub(called), { type: "hello", device: phone }, start).hub.session.queue)).toEqual(orderOf(other));
});

test("where contexts play shuffled, no tracks are named", () => {
  expect(ask(here, { type: "play", uris: uris.slice(0, 1) }, { uris: uris.slice(0, 1) }).refusal).toBe("PREMIUM_REQUIRED");
  expect(ask(here, { type: "play", context, uris: uris.slice(0, 1) }, { uris: uris.slice(0, 1) }).refusal).toBe("PREMIUM_REQUIRED");
});

test("something else in place of what plays, or stood still a moment ago, is a skip", () => {
  const ways: Command[] = [{ type: "play", context }, { type: "play", offset: { position: 3 } }, { type: "next" }];
  for (const command of ways) {
    let session = playing;
    for (let skip = 0; skip < 2; skip++) session = done(ask(session, command, { terms: counted }));
    expect(ask(session, command, { terms: counted }).refusal).toBe("PREMIUM_REQUIRED");
    const paused = done(ask(session, { type: "pause" }, { terms: counted }));
    expect(ask(paused, command, { terms: counted, now: start + 60_000 }).refusal).toBe("PREMIUM_REQUIRED");
    expect(ask(session, { type: "play" }, { terms: counted }).refusal).toBeUndefined();
    expect(ask(session, command, { terms: counted, now: start + 3_600_000 }).refusal).toBeUndefined();
  }
  const paused = done(ask({ ...playing, skips: [start, start] }, { type: "pause" }, { terms: counted }));
  expect(ask(paused, { type: "play", context }, { terms: counted, now: start + 700_000 }).refusal).toBeUndefined();
  expect(ask({ ...here, skips: [start, start] }, { type: "play", context }, { terms: counted }).refusal).toBeUndefined();
});

test("an end long before any track is over is a skip, told one way or the other", () => {
  const report = ({ epoch, asked, queue }: Session, more: Partial<Report>): Report => {
    return { epoch, asked, uid: queue.current?.uid ?? "", status: "ended", position_ms: 0, at: start, ...more };
  };
  const [, second = expect.fail()] = orderOf(playing.queue);
  const joined = { uid: `${playing.queue.name}-${second}`, status: "playing" as const };
  for (const more of [{}, joined]) {
    const say = (session: Session, now: number, terms = counted) =>
      takeReport(session, "phone", report(session, { ...more, at: now }), now, terms);
    expect(done(say(playing, start + 20_000)).skips).toEqual([start + 20_000]);
    const spent = { ...playing, skips: [start, start] };
    expect(say(spent, start + 20_000).refusal).toBe("PREMIUM_REQUIRED");
    expect(done(say(spent, start + 30_000)).skips).toEqual([start, start]);
    expect(done(takeReport(spent, "phone", report(spent, more), start + 20_000)).queue.current).not.toBe(spent.queue.current);
  }
});

test("what was skipped before a jam counts in it", () => {
  const lent = { ...playing, skips: [start, start] };
  const jam = createJam({ id: "jam", host: { account: "ada", name: "Ada" }, link: "link", lent, now: start });
  expect(jam.session.skips).toEqual([start, start]);
});
