/** What is no message of the protocol, or one too many: refused with a code, and the session unharmed. */
import { describe, expect, test, vi } from "vitest";
import { connectSocketLimits } from "../../contracts/connect.ts";
import { Device, type Session } from "./support/device.ts";
import { description, newSession, randomId, tracks } from "./support/sessions.ts";

const hello = (more: object = {}) => ({ v: 1, t: "hello", id: randomId(), d: { device: description("the-phone"), ...more } });
const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

const unintelligible: [name: string, data: string | ArrayBuffer, code: string, field?: string][] = [
  ["text that is no JSON", "{", "invalid_json"],
  ["an empty text", "", "invalid_json"],
  ["no object", "[]", "not_implemented", "v"],
  ["null", "null", "not_implemented", "v"],
  ["another version", JSON.stringify({ ...hello(), v: 2 }), "not_implemented", "v"],
  ["a version that is a text", JSON.stringify({ ...hello(), v: "1" }), "not_implemented", "v"],
  ["no version", JSON.stringify({ t: "bye", d: {} }), "not_implemented", "v"],
  ["an unknown kind", JSON.stringify({ v: 1, t: "shout", d: {} }), "invalid_request", "t"],
  ["a kind that every object has", JSON.stringify({ v: 1, t: "constructor", d: {} }), "invalid_request", "t"],
  ["what the server says", JSON.stringify({ v: 1, t: "state", d: { revision: 9 } }), "invalid_request", "t"],
  ["more than there is", JSON.stringify({ ...hello(), more: true }), "invalid_request"],
  ["a hello without an id", JSON.stringify({ ...hello(), id: undefined }), "invalid_request", "id"],
  [
    "a device without a name",
    JSON.stringify(hello({ device: { ...description("the-phone"), name: " " } })),
    "invalid_request",
    "d.device.name",
  ],
  ["a prototype", `{"v":1,"t":"bye","d":{"__proto__":{"polluted":true}}}`, "invalid_request", "d"],
  ["bytes", Uint8Array.from(new TextEncoder().encode(JSON.stringify(hello()))).buffer, "invalid_request"],
  ["a name that was no UTF-8", JSON.stringify(hello({ device: { ...description("the-phone"), name: "Kü\uFFFDche" } })), "invalid_request"],
  ["a text of 66,000 characters", "x".repeat(66_000), "payload_too_large"],
  ["a text of 30,000 characters of three bytes", "世".repeat(30_000), "payload_too_large"],
  ["depth beyond reason", nested(30_000), "not_implemented", "v"],
  ["a deep message", `{"v":1,"t":"cmd","id":"${"0".repeat(22)}","more":${nested(30_000)},"d":{}}`, "invalid_request"],
  ["a command before hello", JSON.stringify({ v: 1, t: "cmd", id: randomId(), d: { command: { type: "pause" } } }), "invalid_request", "t"],
];

async function unharmed(session: Session, revision = 0): Promise<void> {
  expect((await session.stub.snapshot()).revision).toBe(revision);
  const next = await Device.join(session, "the-phone");
  expect(await next.do({ type: "play", uris: tracks })).toBe(revision + 2);
}

describe("whoever does not speak the protocol is told what is wrong, and let go", () => {
  test.each(unintelligible)("%s", async (_, data, code, field) => {
    const session = newSession();
    const device = await Device.open(session, "the-phone");
    device.socket.send(data);
    expect(await device.ended()).toBe(4400);
    const [error, bye] = device.messages;
    expect([error?.t, bye]).toMatchObject(["error", { t: "bye", d: { code: "invalid" } }]);
    expect(error?.d).toMatchObject({ code, ...(field !== undefined && { field }) });
    expect(JSON.stringify(error).length).toBeLessThan(1000);
    await unharmed(session);
  });
});

describe("a command that is none is refused with the field, and the device stays", () => {
  const id = randomId();
  test.each([
    ["an unknown one", { command: { type: "dance" } }, "d.command.type"],
    ["a position in the past", { command: { type: "seek", position_ms: -1 } }, "d.command.position_ms"],
    ["another service's track", { command: { type: "play", uris: [tracks[0]?.replace("nearfield", "spotify")] } }, "d.command.uris.0"],
    ["no command at all", {}, "d.command"],
    ["a condition that there is not", { command: { type: "next" }, conditions: { if_moon: "full" } }, "d.conditions"],
    ["a device id that is none", { command: { type: "pause" }, target: "../../etc" }, "d.target"],
  ])("%s", async (_, d, field) => {
    const session = newSession();
    const device = await Device.join(session, "the-phone");
    device.socket.send(JSON.stringify({ v: 1, t: "cmd", id, d }));
    const error = await device.next("error");
    expect(error).toMatchObject({ re: id, d: { code: "invalid_request" } });
    expect(error.d.field).toMatch(new RegExp(`^${field}`));
    expect(await device.do({ type: "play", uris: tracks })).toBe(2);
  });

  test("a deep one", async () => {
    const device = await Device.join(newSession(), "the-phone");
    device.socket.send(`{"v":1,"t":"cmd","id":"${id}","d":{"command":${nested(30_000)}}}`);
    expect(await device.next("error")).toMatchObject({ re: id, d: { code: "invalid_request", field: "d.command" } });
  });
});

test("a connection is one device's: it can't become another", async () => {
  const device = await Device.join(newSession(), "the-phone");
  device.say({ t: "hello", id: randomId(), d: { device: description("the-other") } });
  expect(await device.ended()).toBe(4400);
  expect(device.messages).toMatchObject([{ t: "error", d: { field: "d.device.id" } }, { t: "bye" }]);
});

test("too many messages are refused one by one, and a flood is the end", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    const session = newSession();
    const device = await Device.join(session, "the-phone");
    const { burst, refusals } = connectSocketLimits;
    const ids = Array.from({ length: burst }, () => device.command({ type: "pause" }));
    const refused: string[] = [];
    for (const id of ids) {
      const { re, d } = await device.next("nack");
      expect(re).toBe(id);
      refused.push(d.code);
    }
    const passed = refused.filter((code) => code === "NO_ACTIVE_DEVICE").length;
    // A hello counts as five.
    expect([passed, refused.lastIndexOf("NO_ACTIVE_DEVICE")]).toEqual([burst - 5, burst - 6]);
    expect(refused.at(-1)).toBe("RATE_LIMITED");
    vi.setSystemTime(Date.now() + 1000);
    device.say({ t: "time", d: { sent: 1 } });
    await device.next("time");
    for (let count = 0; count < refusals + connectSocketLimits.messagesPerSecond; count++) device.say({ t: "time", d: { sent: 1 } });
    expect(await device.ended()).toBe(4429);
    expect((await session.stub.snapshot()).parts.devices).toMatchObject([{ id: "the-phone", online: false }]);
    await unharmed(session, 2);
  } finally {
    vi.useRealTimers();
  }
});
