/** What a page shows before the session has answered is what the session then says. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { positionAt } from "./anchor.ts";
import { seedOf } from "./command.ts";
import { createHub, handle, partsOf, type Hub, type Incoming, type Parts } from "./hub.ts";
import { contextUid, nameOfPlaying } from "./queue.ts";
import { commandTypes, type Command } from "./schema.ts";
import { emptySession } from "./session.ts";
import { predict } from "./predict.ts";

const start = 1_700_000_000_000;
const own = "the-desktop";
const uris = ["a", "b", "c", "d", "e", "f"].map((name, index) => `nearfield:${index % 3 === 1 ? "episode" : "track"}:${name.repeat(22)}`);
const terms = { shuffleOnly: false, skipsAnHour: null };

function take(hub: Hub, incoming: Incoming, now: number): Hub {
  return handle(hub, incoming, now).hub;
}

function asked(id: string, command: Command): Extract<Incoming, { type: "command" }> {
  return { type: "command", id, command, conditions: {}, device: own, uris, terms };
}

const hello = (id: string): Incoming => {
  const device = { id, name: id, kind: "computer" as const, roles: ["player" as const], commands: [...commandTypes] };
  return { type: "hello", device: { ...device, formats: [], volume_steps: 100 } };
};

const uid = fc.oneof(
  fc.nat(5).map((index) => contextUid(nameOfPlaying(seedOf("the-beginning")), index)),
  fc.tuple(fc.nat(20), fc.nat(1)).map(([step, index]) => `command-${step}-${index}`),
);
const device = fc.constantFrom(own, "the-kitchen");
const commandArbitrary: fc.Arbitrary<Command> = fc.oneof(
  uid.map((at): Command => ({ type: "play", offset: { uid: at } })),
  fc.constantFrom<Command[]>(
    { type: "play" },
    { type: "pause" },
    { type: "resume" },
    { type: "next" },
    { type: "previous" },
    { type: "queue.clear" },
  ),
  fc.nat(100_000).map((position_ms): Command => ({ type: "seek", position_ms })),
  fc.constantFrom(0.5, 1, 1.5).map((rate): Command => ({ type: "speed", rate })),
  fc.nat(100).map((percent): Command => ({ type: "volume", percent })),
  fc.subarray(uris, { minLength: 1, maxLength: 2 }).map((some): Command => ({ type: "queue.add", uris: some })),
  fc.tuple(uid, fc.option(uid)).map(([moved, after]): Command => ({ type: "queue.move", uid: moved, after })),
  uid.map((gone): Command => ({ type: "queue.remove", uids: [gone] })),
  fc.tuple(device, fc.option(fc.boolean(), { nil: undefined })).map(([to, play]): Command => {
    return { type: "transfer", device: to, ...(play !== undefined && { play }) };
  }),
);

/** What somebody sees of it. */
function seen({ state, queue, devices }: Parts, now: number) {
  const { anchor, active, playing, transfer, speed } = state;
  const volumes = devices.map(({ id, volume, active: isActive }) => [id, volume, isActive]);
  const uidsOf = (entries: readonly { uid: string }[]) => entries.map((entry) => entry.uid);
  const [current, next, previous] = [queue.current?.uid, uidsOf(queue.next), uidsOf(queue.previous)];
  return {
    position: positionAt(anchor, now),
    rate: anchor.rate,
    speed,
    active,
    playing,
    to: transfer?.to,
    current,
    next,
    previous,
    volumes,
  };
}

test("whatever is asked, and is not refused, becomes what was shown already", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(commandArbitrary, fc.nat(6000)), { maxLength: 20 }), fc.nat(5), (commands, first) => {
      let hub = createHub(emptySession);
      let now = start;
      hub = take(take(hub, hello(own), now), hello("the-kitchen"), now);
      hub = take(hub, asked("the-beginning", { type: "play", uris, offset: { position: first } }), now);
      for (const [step, [command, later]] of commands.entries()) {
        now += later;
        const id = `command-${step}`;
        const before = partsOf(take(hub, { type: "tick" }, now).session);
        const { hub: after, refusal } = handle(hub, asked(id, command), now);
        hub = after;
        // Once all is over nobody is told what would follow.
        if (!refusal && before.queue.current !== null)
          expect(seen(predict(before, { id, command, at: now }, own), now)).toEqual(seen(partsOf(after.session), now));
      }
    }),
    { numRuns: 400 },
  );
});
