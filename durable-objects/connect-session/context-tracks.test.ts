import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { findTracksBy } from "./context-tracks.ts";
import { randomId, tracks, viewerOf } from "./support/sessions.ts";

const { asker } = viewerOf(randomId());
const context = `nearfield:album:${"0".repeat(22)}`;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("what can't be told within five seconds is refused, and whoever waits goes on", async () => {
  const find = findTracksBy({ resolve: () => new Promise(() => undefined) });
  const found = find({ type: "play", context }, asker);
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
  expect(await find({ type: "play", uris: tracks }, asker)).toEqual({ ok: true, uris: tracks });
  expect(await find({ type: "play", uris: tracks, context }, asker)).toEqual({ ok: true, uris: tracks });
  expect(await find({ type: "play" }, asker)).toEqual({ ok: true, uris: [] });
  expect(await find({ type: "pause" }, asker)).toEqual({ ok: true, uris: [] });
  expect(await find({ type: "play", context }, asker)).toMatchObject({ ok: false, code: "RATE_LIMITED" });
});
