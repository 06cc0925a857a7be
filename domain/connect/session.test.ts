import { expect, test } from "vitest";
import { carryOut, type Request } from "./command.ts";
import { activePatienceMs, deviceCame, deviceWent, nextDeadline, timePassed } from "./devices.ts";
import { contextUid } from "./queue.ts";
import { takeReady, takeReport } from "./report.ts";
import { commandTypes, connectLimits, reportSchema, type Command, type DeviceDescription, type Report } from "./schema.ts";
import { emptySession, isPlaying, positionOf, viewOf, type Session, type Step } from "./session.ts";

const start = 1_700_000_000_000;
const uris = ["a", "b", "c"].map((name) => `nearfield:track:${name.repeat(22)}`);

function device(id: string, more: Partial<DeviceDescription> = {}): DeviceDescription {
  const all = { roles: ["player", "controller"] as const, commands: [...commandTypes] };
  return { id, name: id, kind: "computer", ...all, roles: [...all.roles], formats: [], volume_steps: 100, ...more };
}

let commands = 0;
function request(command: Command, more: Partial<Request> = {}): Request {
  commands += 1;
  const terms = { shuffleOnly: false, skipsAnHour: null };
  return { id: `command-${commands}`, command, conditions: {}, from: null, uris, terms, now: start, ...more };
}

function done(step: Step): Session {
  if (step.refusal) throw new Error(step.message);
  return step.session;
}

const two = deviceCame(deviceCame(emptySession, device("phone"), start), device("speaker"), start);
const playing = done(carryOut(two, request({ type: "play", uris }, { from: "phone" })));
const entry = (index: number) => contextUid(playing.queue.name, index);
const report = (session: Session, more: Partial<Report>): Report => ({
  epoch: session.epoch,
  uid: session.queue.current?.uid ?? "",
  status: "playing",
  position_ms: 0,
  at: start,
  ...more,
});

test("who presses play first has the playback, and nobody else by accident", () => {
  expect(playing).toMatchObject({ active: "phone", epoch: 1 });
  expect(isPlaying(playing)).toBe(true);
  expect(carryOut(two, request({ type: "play", uris })).refusal).toBe("NO_ACTIVE_DEVICE");
  expect(carryOut(two, request({ type: "pause" })).refusal).toBe("NO_ACTIVE_DEVICE");
});

test("position goes on by itself, and stands still while paused", () => {
  const paused = done(carryOut(playing, request({ type: "pause" }, { now: start + 4000 })));
  expect([positionOf(playing, start + 4000), positionOf(paused, start + 90_000)]).toEqual([4000, 4000]);
  const resumed = done(carryOut(paused, request({ type: "resume" }, { now: start + 90_000 })));
  expect(positionOf(resumed, start + 91_000)).toBe(5000);
});

test("each change is a new revision, and what changes nothing is none", () => {
  const paused = done(carryOut(playing, request({ type: "pause" })));
  expect(paused.revision).toBe(playing.revision + 1);
  expect(done(carryOut(paused, request({ type: "pause" })))).toBe(paused);
});

test("a command that builds on what is no more is told so", () => {
  const conditions = { if_track: playing.queue.current?.uid ?? "" };
  const next = done(carryOut(playing, request({ type: "next" }, { conditions })));
  expect(carryOut(next, request({ type: "next" }, { conditions })).refusal).toBe("CONFLICT");
  expect(carryOut(next, request({ type: "queue.clear" }, { conditions: { if_queue_revision: 0 } })).refusal).toBe("CONFLICT");
});

test("playback moves when the other device is ready, without a leap, and the one it left is not believed any more", () => {
  const moving = done(carryOut(playing, request({ type: "transfer", device: "speaker" }, { id: "the-transfer", now: start + 10_000 })));
  expect(moving).toMatchObject({ active: "phone", epoch: 1, transfer: { to: "speaker" } });
  const moved = done(takeReady(moving, "speaker", "the-transfer", start + 10_300));
  expect(moved).toMatchObject({ active: "speaker", epoch: 2, transfer: null });
  expect(positionOf(moved, start + 10_300)).toBe(10_300);
  expect(takeReport(moved, "phone", report(moving, { status: "paused" }), start + 11_000).refusal).toBe("STALE_EPOCH");
  expect(takeReady(moved, "speaker", "the-transfer", start + 12_000).refusal).toBe("STALE_EPOCH");
});

test("what is paused or resumed while it moves arrives so", () => {
  const moving = done(carryOut(playing, request({ type: "transfer", device: "speaker" })));
  const arrived = (session: Session) => isPlaying(done(takeReady(session, "speaker", moving.transfer?.id ?? "", start + 300)));
  const paused = done(carryOut(moving, request({ type: "pause" })));
  const resumed = done(carryOut(paused, request({ type: "resume" })));
  expect([arrived(moving), arrived(paused), arrived(resumed)]).toEqual([true, false, true]);
  const silent = done(carryOut(playing, request({ type: "transfer", device: "speaker", play: false })));
  expect(silent.transfer).toMatchObject({ play: false });
  const wanted = done(carryOut(silent, request({ type: "resume" })));
  expect(isPlaying(done(takeReady(wanted, "speaker", silent.transfer?.id ?? "", start + 300)))).toBe(true);
});

test("a transfer to a device that stays silent goes back", () => {
  const moving = done(carryOut(playing, request({ type: "transfer", device: "speaker" })));
  expect(nextDeadline(moving)).toBe(start + connectLimits.transferPatienceMs);
  const back = timePassed(moving, start + connectLimits.transferPatienceMs);
  expect(back).toMatchObject({ active: "phone", epoch: 1, transfer: null });
});

test("a device that is gone for long loses the playback where it was last heard of", () => {
  const gone = deviceWent(playing, "phone", start + 5000);
  expect(isPlaying(timePassed(gone, start + 5000 + activePatienceMs - 1))).toBe(true);
  const lost = timePassed(gone, start + 5000 + activePatienceMs);
  expect(viewOf(lost)).toMatchObject({ active: null, playing: false, anchor: { position_ms: 5000 } });
  expect(carryOut(gone, request({ type: "pause" })).refusal).toBe("DEVICE_OFFLINE");
});

test("the device tells that it went on to the next track; what nobody expects is a conflict", () => {
  const next = done(takeReport(playing, "phone", report(playing, { uid: entry(1), position_ms: 20 }), start + 60_000));
  expect(next.queue.current?.uri).toBe(uris[1]);
  expect(takeReport(playing, "phone", report(playing, { uid: entry(2) }), start).refusal).toBe("CONFLICT");
});

test("what a device says of a track that another context's playing began means none of the next one's", () => {
  const other = done(carryOut(playing, request({ type: "play", uris: uris.toReversed() })));
  for (const status of ["ended", "failed", "playing"] as const)
    expect(takeReport(other, "phone", { ...report(playing, { status }), epoch: other.epoch }, start).refusal).toBe("CONFLICT");
  const conditions = { if_track: playing.queue.current?.uid ?? "" };
  expect(carryOut(other, request({ type: "next" }, { conditions })).refusal).toBe("CONFLICT");
});

test("a report that crosses a command on its way undoes nothing", () => {
  const paused = done(carryOut(playing, request({ type: "pause" }, { now: start + 4000 })));
  const late = report(paused, { status: "playing", position_ms: 3990, at: start + 3990 });
  expect(done(takeReport(paused, "phone", late, start + 4010))).toBe(paused);
  const again = report(paused, { status: "playing", position_ms: 4000, at: start + 4020 });
  expect(isPlaying(done(takeReport(paused, "phone", again, start + 4030)))).toBe(true);
});

test("no word of what is over by command undoes the command, and the same word said of what is, counts", () => {
  const { asked } = viewOf(playing);
  const paused = done(carryOut(playing, request({ type: "pause" }, { now: start + 4000 })));
  const back = done(carryOut(playing, request({ type: "seek", position_ms: 0 }, { now: start + 4000 })));
  const words = [{ status: "ended" }, { status: "failed" }, { uid: entry(1), position_ms: 5 }, { status: "paused" }] as const;
  for (const session of [paused, back]) {
    for (const word of words) {
      const said = report(session, { at: start + 4005, ...word });
      expect(done(takeReport(session, "phone", { ...said, asked }, start + 4010))).toBe(session);
    }
    const next = done(takeReport(session, "phone", report(session, { asked: viewOf(session).asked, status: "ended" }), start + 4010));
    expect(next.queue.current?.uid).toBe(entry(1));
  }
});

test("what changes nothing of what plays leaves what is on its way as it is", () => {
  const { asked } = viewOf(playing);
  const others: Command[] = [
    { type: "volume", percent: 3 },
    { type: "queue.add", uris },
    { type: "repeat", mode: "context" },
  ];
  for (const command of others) expect(viewOf(done(carryOut(playing, request(command)))).asked).toBe(asked);
});

test("a device whose clock nobody set is believed all the same, and taken to speak of now", () => {
  const { asked } = viewOf(playing);
  const hour = 3_600_000;
  const stopped = report(playing, { asked, status: "paused", position_ms: 7000, at: start - hour });
  expect(done(takeReport(playing, "phone", stopped, start + 7000)).anchor).toEqual({ position_ms: 7000, at: start + 7000, rate: 0 });
  const joined = report(playing, { asked, uid: entry(1), position_ms: 10, at: start - hour });
  expect(done(takeReport(playing, "phone", joined, start + 7000)).anchor).toEqual({ position_ms: 10, at: start + 7000, rate: 1 });
});

test("a report that tells nothing new costs nothing", () => {
  expect(done(takeReport(playing, "phone", report(playing, { position_ms: 5100, at: start + 5000 }), start + 5050))).toBe(playing);
});

test("a position beyond any track, or of a time that never was, is nothing that plays", () => {
  const { asked } = viewOf(playing);
  expect(reportSchema.safeParse(report(playing, { asked, position_ms: 1e308 })).success).toBe(false);
  const timeless = done(takeReport(playing, "phone", report(playing, { asked, position_ms: 7000, at: -9e15 }), start + 9000));
  expect(timeless.anchor).toEqual({ position_ms: 7000, at: start + 9000, rate: 1 });
});

test("tracks that can't be played are passed over, but not for ever", () => {
  let session = playing;
  for (let round = 0; round < 40 && isPlaying(session); round++) {
    session = done(
      takeReport({ ...session, queue: { ...session.queue, repeat: "context" } }, "phone", report(session, { status: "failed" }), start),
    );
  }
  expect(isPlaying(session)).toBe(false);
  expect(session.failures).toBe(10);
});

test("an entry of what is there plays without the context being named anew", () => {
  const third = done(carryOut(playing, request({ type: "play", offset: { uid: entry(2) }, position_ms: 700 }, { from: "speaker" })));
  expect(third).toMatchObject({ active: "phone", epoch: 1, queue: { current: { uri: uris[2] } }, anchor: { position_ms: 700, rate: 1 } });
  expect(carryOut(playing, request({ type: "play", offset: { uid: entry(3) } })).refusal).toBe("CONFLICT");
});

test("playback goes on elsewhere exactly where the device that had it says it is", () => {
  const moving = done(carryOut(playing, request({ type: "transfer", device: "speaker" })));
  const told = done(takeReport(moving, "phone", report(moving, { position_ms: 4940, at: start + 5000 }), start + 5000));
  expect(positionOf(done(takeReady(told, "speaker", moving.transfer?.id ?? "", start + 6000)), start + 6000)).toBe(5940);
});

test("a plan may allow so many skips an hour, and shuffled contexts only", () => {
  const terms = { shuffleOnly: true, skipsAnHour: 2 };
  let session = done(
    carryOut(
      two,
      request({ type: "play", context: `nearfield:album:${"x".repeat(22)}`, offset: { position: 2 } }, { terms, from: "phone" }),
    ),
  );
  expect(session.queue.shuffle).not.toBeNull();
  expect(carryOut(session, request({ type: "shuffle", on: false }, { terms })).refusal).toBe("PREMIUM_REQUIRED");
  for (let skip = 0; skip < 2; skip++) session = done(carryOut(session, request({ type: "next" }, { terms })));
  session = {
    ...session,
    queue: { ...session.queue, repeat: "context", current: { uid: entry(0), uri: uris[0] ?? "", source: "context" } },
  };
  expect(carryOut(session, request({ type: "next" }, { terms })).refusal).toBe("PREMIUM_REQUIRED");
  expect(carryOut(session, request({ type: "next" }, { terms, now: start + 3_600_000 })).refusal).toBeUndefined();
});

test("only what a device can do is asked of it", () => {
  const simple = deviceCame(playing, device("phone", { commands: ["play", "pause"] }), start);
  expect(carryOut(simple, request({ type: "shuffle", on: true })).refusal).toBe("UNSUPPORTED");
  const fixed = deviceCame(playing, device("phone", { volume_steps: 0 }), start);
  expect(carryOut(fixed, request({ type: "volume", percent: 5 })).refusal).toBe("UNSUPPORTED");
  expect(carryOut(simple, request({ type: "transfer", device: "nobody-knows" })).refusal).toBe("DEVICE_OFFLINE");
});

test("a session remembers so many devices, and forgets those long away", () => {
  let session = playing;
  for (let index = 0; index < 80; index++)
    session = deviceWent(deviceCame(session, device(`device-${index}`), start + index), `device-${index}`, start + index);
  expect(session.devices).toHaveLength(connectLimits.devices);
  const later = timePassed(session, start + 2 * connectLimits.deviceListedMs);
  expect(later.devices.map(({ id }) => id)).toEqual(["phone", "speaker"]);
});
