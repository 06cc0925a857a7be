import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ContextAnswer } from "../../contracts/content.ts";
import type { Command } from "../../domain/connect/schema.ts";
import { findTracksBy } from "./context-tracks.ts";
import { randomId, tracks, viewerOf } from "./support/sessions.ts";

const { asker } = viewerOf(randomId());
const context = `nearfield:album:${"0".repeat(22)}`;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("what can't be told within five seconds is refused, and whoever waits goes on", async () => {
  const find = findTracksBy({ resolve: () => new Promise(() => undefined) });
  const found = find({ type: "play", context }, asker, "id");
  await vi.advanceTimersByTimeAsync(4999);
  expect(await Promise.race([found, Promise.resolve("waiting")])).toBe("waiting");
  await vi.advanceTimersByTimeAsync(1);
  expect(await found).toMatchObject({ ok: false, code: "RATE_LIMITED" });
});

test("nobody is asked for tracks that are named, or for what is there already", async () => {
  const find = findTracksBy({
    resolve: () => {
      throw new Error("nobody is to ask");
    },
  });
  const named: [Command, readonly string[]][] = [
    [{ type: "play", uris: tracks }, tracks],
    [{ type: "play" }, []],
    [{ type: "pause" }, []],
  ];
  for (const [command, uris] of named) expect(await find(command, asker, "id")).toEqual({ ok: true, command, uris });
  expect(await find({ type: "play", context }, asker, "id")).toMatchObject({ ok: false, code: "RATE_LIMITED" });
});

test("a context beside tracks is told of where its listener can read it", async () => {
  const command = { type: "play" as const, uris: tracks, context };
  const answers: ContextAnswer[] = [
    { ok: true, tracks: [] },
    { ok: false, code: "not_found" },
    { ok: false, code: "overloaded" },
  ];
  const contexts = answers.map(async (answer) => {
    const found = await findTracksBy({ resolve: () => answer })(command, asker, "id");
    return found.ok && found.command.type === "play" && [found.command.context, found.uris];
  });
  expect(await Promise.all(contexts)).toEqual([
    [context, tracks],
    [undefined, tracks],
    [undefined, tracks],
  ]);
});

test("an offset counts as lists do, past what does not play", async () => {
  const [first = "", second = "", third = ""] = tracks;
  const listed = [
    { uri: first, plays: null },
    { uri: second, plays: second },
    { uri: third, plays: null },
  ];
  const begin = async (offset: { position: number } | { uri: string }) => {
    const found = await findTracksBy({ resolve: () => ({ ok: true, tracks: listed }) })({ type: "play", context, offset }, asker, "id");
    return found.ok ? found.command.type === "play" && found.command.offset : found.code;
  };
  expect([await begin({ position: 0 }), await begin({ position: 1 }), await begin({ uri: first })]).toEqual([
    { position: 0 },
    { position: 0 },
    { position: 0 },
  ]);
  expect([await begin({ position: 2 }), await begin({ uri: third })]).toEqual(["RESTRICTED", "RESTRICTED"]);
});
