import fc from "fast-check";
import { expect, test } from "vitest";
import { disallowedActions, type PlayerAction } from "./actions.ts";
import { carryOut, type Request } from "./command.ts";
import { partsOf } from "./hub.ts";
import { playContext, setRepeat, setShuffle } from "./queue.ts";
import { commandTypes, type Command, type DeviceDescription } from "./schema.ts";
import { emptySession, type Device, type Session } from "./session.ts";

const now = 1_700_000_000_000;
const uris = ["a", "b", "c"].map((name) => `nearfield:track:${name.repeat(22)}`);

const deviceArbitrary = (id: string): fc.Arbitrary<Device> =>
  fc.record({
    id: fc.constant(id),
    name: fc.constant(id),
    kind: fc.constant("speaker" as const),
    roles: fc.constantFrom<Device["roles"][]>(["player"], ["controller"], ["player", "controller"]),
    commands: fc
      .subarray<DeviceDescription["commands"][number]>([...commandTypes])
      .map((some) => (some.length % 3 === 0 ? [...commandTypes] : some)),
    volume_steps: fc.constantFrom(0, 100),
    online: fc.boolean(),
    wakeable: fc.boolean(),
    volume: fc.constant(50),
    seen_at: fc.constant(now),
  });

const sessionArbitrary: fc.Arbitrary<Session> = fc
  .record({
    one: deviceArbitrary("device-one"),
    other: deviceArbitrary("device-two"),
    active: fc.constantFrom("device-one", null),
    filled: fc.boolean(),
    shuffled: fc.boolean(),
    repeat: fc.constantFrom("off" as const, "context" as const, "track" as const),
    playing: fc.boolean(),
  })
  .map(({ one, other, active, filled, shuffled, repeat, playing }) => {
    const plain = setRepeat(filled ? playContext(emptySession.queue, null, uris, 1, 7) : emptySession.queue, repeat);
    const queue = shuffled ? setShuffle(plain, true, 7) : plain;
    const rate = playing && filled ? 1 : 0;
    return { ...emptySession, revision: 1, devices: [one, other], active, queue, anchor: { position_ms: 5000, at: now, rate } };
  });

const commandsOf: Record<PlayerAction, (session: Session) => Command> = {
  interrupting_playback: () => ({ type: "play", context: `nearfield:album:${"0".repeat(22)}` }),
  pausing: () => ({ type: "pause" }),
  resuming: () => ({ type: "resume" }),
  seeking: () => ({ type: "seek", position_ms: 1000 }),
  skipping_next: () => ({ type: "next" }),
  skipping_prev: () => ({ type: "previous" }),
  toggling_repeat_context: () => ({ type: "repeat", mode: "context" }),
  toggling_shuffle: ({ queue }) => ({ type: "shuffle", on: queue.shuffle === null }),
  toggling_repeat_track: () => ({ type: "repeat", mode: "track" }),
  transferring_playback: ({ active, devices }) => ({
    type: "transfer",
    device:
      devices.find(({ id, online, wakeable, roles }) => id !== active && (online || wakeable) && roles.includes("player"))?.id ??
      "nobody-knows",
  }),
};

test("what is disallowed is what would be refused, or would change nothing", () => {
  fc.assert(
    fc.property(sessionArbitrary, fc.boolean(), (session, shuffleOnly) => {
      const disallowed = disallowedActions(partsOf(session), { shuffleOnly });
      for (const [action, commandOf] of Object.entries(commandsOf)) {
        const terms = { shuffleOnly, skipsAnHour: null };
        const request: Request = { id: "a-command", command: commandOf(session), conditions: {}, from: null, uris, terms, now };
        const step = carryOut(session, request);
        const isVain = step.refusal !== undefined || (step.session === session && (action === "pausing" || action === "resuming"));
        expect([action, disallowed.includes(action as PlayerAction)]).toEqual([action, isVain]);
      }
    }),
    { numRuns: 500 },
  );
});
