/** Who is told what. */
import { expect, test } from "vitest";
import { createHub, handle, type Handled, type Hub, type Incoming, type Outgoing } from "./hub.ts";
import { commandTypes, type Command, type DeviceDescription } from "./schema.ts";
import { emptySession } from "./session.ts";

const start = 1_700_000_000_000;
const uris = ["a", "b"].map((name) => `nearfield:track:${name.repeat(22)}`);

const deviceCalled = (id: string): DeviceDescription => {
  return { id, name: id, kind: "speaker", roles: ["player"], commands: [...commandTypes], formats: [], volume_steps: 100 };
};
const hello = (id: string): Incoming => ({ type: "hello", device: deviceCalled(id) });

let commands = 0;
function command(asked: Command, more: { device?: string; target?: string } = {}): Incoming {
  commands += 1;
  const terms = { shuffleOnly: false, skipsAnHour: null };
  return { type: "command", id: `command-${commands}`, command: asked, conditions: {}, device: null, uris, terms, ...more };
}

function after(hub: Hub, ...all: Incoming[]): Handled {
  return all.reduce<Handled>((handled, incoming) => handle(handled.hub, incoming, start), { hub, outgoing: [] });
}

const told = (outgoing: readonly Outgoing[]) => outgoing.map(({ to, ...what }) => `${Object.keys(what)[0]} ${to}`);
const playing = after(createHub(emptySession), hello("phone"), hello("speaker"), command({ type: "play", uris }, { device: "phone" }));

test("the device that plays is asked, and everybody hears what became of it", () => {
  expect(told(playing.outgoing)).toEqual(["exec phone", "revision everyone"]);
  expect(told(after(playing.hub, command({ type: "pause" })).outgoing)).toEqual(["exec phone", "revision everyone"]);
});

test("a device's volume is its own affair, whoever plays", () => {
  expect(told(after(playing.hub, command({ type: "volume", percent: 3 })).outgoing)[0]).toBe("exec phone");
  expect(told(after(playing.hub, command({ type: "volume", percent: 3, device: "speaker" })).outgoing)[0]).toBe("exec speaker");
  expect(told(after(playing.hub, command({ type: "volume", percent: 3 }, { target: "speaker" })).outgoing)[0]).toBe("exec speaker");
});

test("what a device can't do stands still only where it is what playback waits for", () => {
  const plays = (handled: Handled) => handled.hub.session.anchor.rate > 0;
  const cantDo = (re: string, device = "phone"): Incoming => ({ type: "exec.fail", device, re });
  const louder = after(playing.hub, { ...command({ type: "volume", percent: 3 }), id: "louder" } as Incoming);
  expect(plays(after(louder.hub, cantDo("louder")))).toBe(true);
  const sought = after(louder.hub, { ...command({ type: "seek", position_ms: 9 }), id: "sought" } as Incoming);
  const further = after(sought.hub, { ...command({ type: "next" }), id: "further" } as Incoming);
  expect(plays(after(further.hub, cantDo("sought")))).toBe(true);
  expect(plays(after(further.hub, cantDo("further")))).toBe(false);
});

test("a transfer that failed long ago takes back none that is under way to the same device", () => {
  const move = (id: string): Incoming => ({ ...command({ type: "transfer", device: "speaker" }), id }) as Incoming;
  const back = after(playing.hub, move("first"), { type: "exec.fail", device: "speaker", re: "first" }).hub;
  expect(back.session.transfer).toBeNull();
  const late = after(back, move("second"), { type: "exec.fail", device: "speaker", re: "first" });
  expect([late.hub.session.transfer?.id, late.refusal?.code]).toEqual(["second", "STALE_EPOCH"]);
});

test("playback on its way is offered again to the device that it is for, when that comes in once more", () => {
  const offered = after(playing.hub, command({ type: "transfer", device: "speaker" }));
  expect(told(offered.outgoing)).toEqual(["exec phone", "offer speaker", "revision everyone"]);
  expect(told(after(offered.hub, hello("speaker")).outgoing)).toEqual(["offer speaker", "revision everyone"]);
  expect(told(after(offered.hub, hello("phone")).outgoing)).toEqual(["revision everyone"]);
});
