/** Who may do what in a jam, and who leads it, whatever people and their devices do. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { positionAt } from "./anchor.ts";
import type { Incoming } from "./hub.ts";
import { createJam, ended, isIn, joined, mayCommand, parted, withControls, type Jam } from "./jam.ts";
import { handleInJam, nextJamDeadline, partsSinceInJam, type HandledInJam } from "./jam-hub.ts";
import { jamLimits } from "./limits.ts";
import { emptyQueue, playContext } from "./queue.ts";
import { commandTypes, type Command, type Report } from "./schema.ts";

const start = 1_700_000_000_000;
const uris = Array.from({ length: 5 }, (_, index) => `nearfield:track:${String(index).padStart(22, "0")}`);
const [first = ""] = uris;
const terms = { shuffleOnly: false, skipsAnHour: null };

function jamOf(host: string, ...others: string[]): Jam {
  const queue = playContext(emptyQueue, null, uris, 0, 0);
  const lent = { queue, anchor: { position_ms: 7000, at: start, rate: 1 }, speed: 1, skips: [], epoch: 1 };
  const made = createJam({ id: "jam", host: { account: host, name: host }, link: "hash", lent, now: start });
  return others.reduce((jam, account) => joined(jam, account, account, start) ?? jam, made);
}

const hello = (account: string, device = `${account}-player`): Incoming => ({
  type: "hello",
  device: {
    id: device,
    name: account,
    kind: "computer",
    roles: ["player"],
    commands: [...commandTypes],
    formats: [],
    volume_steps: 100,
    account,
  },
});

let commands = 0;
function command(account: string, asked: Command, id = `command-${(commands += 1)}`): Incoming {
  return { type: "command", id, command: asked, conditions: {}, device: `${account}-player`, account, uris, terms };
}

function after(jam: Jam, ...all: Incoming[]): HandledInJam {
  return all.reduce<HandledInJam>((handled, incoming) => handleInJam(handled.hub, incoming, start + 1000), { hub: jam, outgoing: [] });
}

const both = after(jamOf("ada", "bob"), hello("ada"), hello("bob")).hub;

test("the host's first player leads from where the music is by then, and everybody else follows it", () => {
  expect(both.session).toMatchObject({ active: "ada-player", anchor: { position_ms: 8000, at: start + 1000, rate: 1 } });
});

test("without the device that led the music goes on where it is, led by the next one, of the host's first", () => {
  const three = after(jamOf("ada", "bob"), hello("ada"), hello("bob"), hello("ada", "ada-speaker")).hub;
  const lost = handleInJam(three, { type: "gone", device: "ada-player" }, start + 3000);
  expect(lost.hub.session.active).toBe("ada-speaker");
  const further = handleInJam(lost.hub, { type: "gone", device: "ada-speaker" }, start + 4000);
  expect(further.hub.session).toMatchObject({ active: "bob-player", epoch: three.session.epoch + 2, anchor: { rate: 1 } });
  expect(positionAt(further.hub.session.anchor, start + 5000)).toBe(12_000);
  expect(further.outgoing).toHaveLength(1);
});

test("whoever leads is heard, and no follower", () => {
  const report = { epoch: both.session.epoch, uid: "0-0", status: "ended" as const, position_ms: 0, at: start };
  expect(after(both, { type: "report", device: "bob-player", report })).toEqual({ hub: both, outgoing: [] });
  expect(after(both, { type: "report", device: "ada-player", report }).hub.session.queue.current?.uid).toBe("0-1");
});

test("whoever leads neither begins nor stops the music by what they report", () => {
  const report = (status: "playing" | "buffering" | "paused") => {
    const told = { epoch: both.session.epoch, uid: "0-0", status, position_ms: 8000, at: start + 1000 };
    return { type: "report", device: "ada-player", report: told } as const;
  };
  for (const status of ["buffering", "paused"] as const) expect(after(both, report(status)).hub).toBe(both);
  const paused = after(both, command("bob", { type: "pause" }), command("ada", { type: "pause" })).hub;
  expect(after(paused, report("playing")).hub).toBe(paused);
  const failing = { type: "exec.fail", device: "ada-player", re: "command-of-somebody" } as const;
  expect(after(both, failing).hub).toBe(both);
});

test("where whoever leads can't play a track, somebody leads who can; where nobody can, the next one plays", () => {
  const failed = (jam: Jam, account: string, epoch = jam.session.epoch): Incoming => {
    const report = { epoch, asked: null, uid: "0-0", status: "failed" as const, position_ms: 0, at: start };
    return { type: "report", device: `${account}-player`, report };
  };
  const led = after(both, failed(both, "ada"));
  expect(led.hub.session).toMatchObject({ active: "bob-player", queue: { current: { uid: "0-0" } } });
  expect(positionAt(led.hub.session.anchor, start + 2000)).toBe(positionAt(both.session.anchor, start + 2000));
  expect(led.outgoing).toHaveLength(1);
  expect(after(led.hub, failed(both, "ada", both.session.epoch)).hub).toBe(led.hub);
  const nobody = after(led.hub, failed(led.hub, "bob"));
  expect(nobody.hub.session).toMatchObject({ active: "ada-player", queue: { current: { uid: "0-1" } }, anchor: { rate: 1 } });
});

/** Ada, who made it, was away for a moment: Bob's player leads, which does not make Bob its host; Eve's follows. */
const threeIn = after(jamOf("ada", "bob", "eve"), hello("ada"), hello("bob"), hello("eve")).hub;
const ledByBob = handleInJam(threeIn, { type: "gone", device: "ada-player" }, start + 1000).hub;
const leaderSays = (jam: Jam, now: number, more: Partial<Report>): HandledInJam => {
  const { session } = jam;
  const told = { epoch: session.epoch, asked: session.asked, uid: session.queue.current?.uid ?? "", status: "playing" as const };
  const report = { ...told, position_ms: positionAt(session.anchor, now), at: now, ...more };
  return handleInJam(jam, { type: "report", device: session.active ?? "", report }, now);
};

test("the host's player leads again as soon as it is back, from where the music is", () => {
  expect(ledByBob.session.active).toBe("bob-player");
  const back = handleInJam(ledByBob, hello("ada"), start + 5000).hub;
  expect(back.session).toMatchObject({ active: "ada-player", epoch: ledByBob.session.epoch + 1, anchor: { rate: 1 } });
  expect(positionAt(back.session.anchor, start + 5000)).toBe(12_000);
});

test("whoever leads without the right to command steers nothing by reports: another one leads, and the music goes on", () => {
  const now = start + 6000;
  const words: Partial<Report>[] = [
    { status: "paused" },
    { status: "buffering" },
    { status: "ended" },
    { status: "failed" },
    { uid: "0-1", position_ms: 10 },
    { position_ms: 100_000 },
    { position_ms: 0 },
  ];
  for (const word of words) {
    const { hub } = leaderSays(ledByBob, now, word);
    expect([word, hub.session.active, hub.session.queue.current?.uid]).toEqual([word, "eve-player", "0-0"]);
    expect(positionAt(hub.session.anchor, now)).toBe(positionAt(ledByBob.session.anchor, now));
    // None of Bob's leads while that track plays, and the host's does once it is back.
    expect(handleInJam(hub, { type: "gone", device: "eve-player" }, now).hub.session.active).toBe("bob-player");
    expect(handleInJam(hub, hello("ada"), now).hub.session.active).toBe("ada-player");
  }
  expect(leaderSays(ledByBob, now, {}).hub.session).toBe(ledByBob.session);
});

test("that a track is over counts when it may be, or when other people's devices say so too", () => {
  const late = start + 40_000;
  expect(leaderSays(ledByBob, late, { status: "ended" }).hub.session.queue.current?.uid).toBe("0-1");
  expect(leaderSays(ledByBob, late, { uid: "0-1", position_ms: 40 }).hub.session).toMatchObject({ active: "bob-player" });
  expect(leaderSays(ledByBob, late, { uid: "0-1", position_ms: 90_000 }).hub.session).toMatchObject({ active: "eve-player" });
  const doubted = leaderSays(ledByBob, start + 6000, { status: "ended" }).hub;
  const agreed = leaderSays(doubted, start + 6100, { uid: "0-1", position_ms: 40 }).hub;
  expect(agreed.session).toMatchObject({ active: "eve-player", queue: { current: { uid: "0-1" } } });
});

test("whom the host gave the right to command is believed", () => {
  const open = withControls(ledByBob, "everyone", start + 2000);
  expect(leaderSays(open, start + 6000, { status: "ended" }).hub.session).toMatchObject({
    active: "bob-player",
    queue: { current: { uid: "0-1" } },
  });
});

test("everybody queues and takes back what is theirs; the rest is the host's, until it is handed over", () => {
  const queued = after(
    both,
    command("bob", { type: "queue.add", uris: [first] }, "bobs-command"),
    command("ada", { type: "queue.add", uris }, "adas-command"),
  );
  expect(queued.hub.session.queue.queued.map(({ uid }) => queued.hub.added[uid])).toEqual(["bob", "ada", "ada", "ada", "ada", "ada"]);
  const may = (asked: Command) => after(queued.hub, command("bob", asked)).refusal?.code ?? "done";
  expect(may({ type: "queue.remove", uids: ["bobs-command-0"] })).toBe("done");
  const others: Command[] = [{ type: "queue.remove", uids: ["adas-command-0"] }, { type: "pause" }, { type: "queue.clear" }];
  for (const asked of others) {
    expect(may(asked)).toBe("RESTRICTED");
    expect(after(withControls(queued.hub, "everyone", start), command("bob", asked)).refusal).toBeUndefined();
  }
});

test("whose a wish is does not hang on the list of devices, and nobody takes what others queued by the name of their command", () => {
  const queued = after(both, command("bob", { type: "queue.add", uris: [first] }, "bobs-command")).hub;
  const unlisted = {
    ...queued,
    session: { ...queued.session, devices: queued.session.devices.filter(({ account: whose }) => whose !== "ada") },
  };
  expect(after(unlisted, command("ada", { type: "pause" })).refusal?.code).toBe("NO_ACTIVE_DEVICE");
  expect(after(unlisted, { ...command("bob", { type: "pause" }), device: "ada-player" } as Incoming).refusal?.code).toBe("RESTRICTED");
  expect(after(queued, command("ada", { type: "queue.add", uris: [first] }, "bobs-command")).refusal?.code).toBe("RESTRICTED");
  expect(queued.added).toEqual({ "bobs-command-0": "bob" });
});

test("a volume is that of the device that asks, and nobody sets another's", () => {
  expect(after(both, command("bob", { type: "volume", percent: 3 })).hub.session.devices).toMatchObject([{ volume: 100 }, { volume: 3 }]);
  for (const account of ["ada", "bob"]) {
    const other = account === "ada" ? "bob-player" : "ada-player";
    expect(after(both, command(account, { type: "volume", percent: 3, device: other })).refusal?.code).toBe("RESTRICTED");
    expect(after(both, { ...command(account, { type: "volume", percent: 3 }), target: other } as Incoming).refusal?.code).toBe(
      "RESTRICTED",
    );
  }
});

test("what a command begins all begin together, a moment ahead", () => {
  const { hub } = after(both, command("ada", { type: "next" }));
  expect(hub.session.anchor).toEqual({ position_ms: 0, at: start + 1000 + jamLimits.startLeadMs, rate: 1 });
  expect(after(both, command("ada", { type: "pause" })).hub.session.anchor).toEqual({ position_ms: 8000, at: start + 1000, rate: 0 });
  expect(after(both, command("ada", { type: "transfer", device: "bob-player" })).refusal?.code).toBe("RESTRICTED");
});

test("all are told the same of a command, and no device is asked anything besides", () => {
  for (const asked of [{ type: "next" }, { type: "pause" }, { type: "volume", percent: 3 }] satisfies Command[]) {
    const { outgoing } = after(both, command("ada", asked));
    expect(outgoing.map(({ to }) => to)).toEqual(["everyone"]);
  }
});

test("a jam is over when its host ends it, leaves it, or stays away", () => {
  const away = handleInJam(both, { type: "gone", device: "ada-player" }, start + 2000).hub;
  const due = start + 2000 + jamLimits.hostPatienceMs;
  expect(handleInJam(away, { type: "tick" }, due - 1).hub.endedAt).toBeNull();
  expect(nextJamDeadline(handleInJam(away, { type: "tick" }, due - 1).hub)).toBeLessThanOrEqual(due);
  const over = handleInJam(away, { type: "tick" }, due);
  expect(over.hub).toMatchObject({ endedAt: due, people: [], link: null, session: { active: null, devices: [], anchor: { rate: 0 } } });
  expect(over.outgoing).toMatchObject([{ to: "everyone", parts: { jam: { ended: true, people: [] } } }]);
  const back = handleInJam(away, hello("ada"), due - 1).hub;
  expect(handleInJam(back, { type: "tick" }, due).hub.endedAt).toBeNull();
  expect(parted(both, "ada", start)).toEqual(ended(both, start));
  expect(after(ended(both, start), hello("bob")).hub.session.devices).toEqual([]);
});

test("there is room for so many", () => {
  const full = jamOf("host", ...Array.from({ length: jamLimits.people - 1 }, (_, index) => `guest-${index}`));
  expect(joined(full, "guest-3", "again", start)).toBe(full);
  expect(joined(full, "one-more", "One more", start)).toBeUndefined();
});

const accounts = ["ada", "bob", "eve"] as const;
const account = fc.constantFrom(...accounts);
const anyCommand: fc.Arbitrary<Command> = fc.constantFrom<Command>(
  { type: "pause" },
  { type: "resume" },
  { type: "next" },
  { type: "previous" },
  { type: "queue.clear" },
  { type: "queue.add", uris: [first] },
  { type: "queue.remove", uids: ["command-1-0"] },
  { type: "seek", position_ms: 9 },
  { type: "volume", percent: 7 },
);
type Change = (jam: Jam, now: number) => Jam;
const handled =
  (incoming: Incoming): Change =>
  (jam, now) =>
    handleInJam(jam, incoming, now).hub;
const change: fc.Arbitrary<Change> = fc.oneof(
  account.map((who) => handled(hello(who))),
  account.map((who) => handled(hello(who, `${who}-speaker`))),
  account.map((who) => handled({ type: "gone", device: `${who}-player` })),
  fc.tuple(account, anyCommand, fc.uuid()).map(([who, asked, id]) => handled(command(who, asked, id))),
  account.map(
    (who): Change =>
      (jam, now) =>
        jam.endedAt === null ? (joined(jam, who, who, now) ?? jam) : jam,
  ),
  fc.constantFrom("bob", "eve").map(
    (who): Change =>
      (jam, now) =>
        parted(jam, who, now),
  ),
  fc.constantFrom("host" as const, "everyone" as const).map(
    (controls): Change =>
      (jam, now) =>
        withControls(jam, controls, now),
  ),
);

test("some player leads as long as one is connected, in an epoch of its own; who holds an older revision misses nothing", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      let jam = jamOf("ada", "bob");
      const held = partsSinceInJam(jam, undefined);
      const leaders = new Map<number, string | null>();
      for (const [index, apply] of changes.entries()) {
        const { revision } = jam.session;
        const next = apply(jam, start + index * 1000);
        const { session } = next;
        const players = session.devices.filter(({ online }) => online).map(({ id }) => id);
        if (players.length > 0) expect(players).toContain(session.active);
        expect(leaders.get(session.epoch) ?? session.active).toBe(session.active);
        leaders.set(session.epoch, session.active);
        expect(session.revision).toBeGreaterThanOrEqual(revision);
        Object.assign(held, partsSinceInJam(next, revision));
        expect(held).toEqual(partsSinceInJam(next, undefined));
        jam = next;
      }
    }),
  );
});

test("handing over adds to what people may do, and takes nothing away", () => {
  fc.assert(
    fc.property(account, anyCommand, (who, asked) => {
      const closed = mayCommand(both, who, asked);
      expect(mayCommand(withControls(both, "everyone", start), who, asked) || !closed).toBe(true);
      if (who === both.host) expect(closed).toBe(true);
      if (!isIn(both, who) && asked.type !== "queue.add" && asked.type !== "volume") expect(closed).toBe(false);
    }),
  );
});
