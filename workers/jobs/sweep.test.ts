import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { notePurge } from "../../d1/catalog/purges.ts";
import { setWithdrawn } from "../../d1/catalog/takedown.ts";
import { followChanges } from "./follow-changes.ts";
import { databases, deliver, makeRecording, migrate } from "./support/catalogue.ts";
import { sweepDeliveries, sweepTakedowns, throughMinute, type Clock, type SweepServices } from "./sweep.ts";

beforeAll(migrate);

const documents = { invalidate: async () => undefined };

function sweeping(invalidate: (tags: string[]) => Promise<void>): SweepServices {
  return {
    databases,
    caches: [{ invalidate }],
    async follow(changes) {
      expect(await followChanges({ databases, bucket: env.MEDIA, documents }, changes)).toEqual([]);
    },
  };
}

/**
 * Sweeps for some minutes of a clock that only moves by being waited for.
 * @param input.moveMs how long it takes to withhold what a round found
 * @param input.passing told of each stretch of time before it passes
 * @returns what the caches were told, and when
 */
async function sweepMinutes(input: { start: number; minutes: number; moveMs: number; passing: (until: number) => Promise<void> }) {
  const { start, minutes, moveMs, passing } = input;
  const purged: { at: number; tags: string[] }[] = [];
  let now = start;
  const clock: Clock = {
    now: () => now,
    async wait(ms) {
      await passing(now + ms);
      now += ms;
    },
  };
  const services = sweeping(async (tags) => {
    purged.push({ at: now, tags });
  });
  const moving: SweepServices = {
    ...services,
    async follow(changes) {
      await services.follow(changes);
      if (changes.length > 0) now += moveMs;
    },
  };
  for (let minute = start; minute < start + minutes * 60_000; minute += 60_000) {
    if (now < minute) await clock.wait(minute - now);
    await throughMinute(minute, clock, () => sweepTakedowns(moving, clock));
  }
  return purged;
}

describe("a takedown whose message is lost", () => {
  it.each([1, 14_999, 15_001, 29_999, 44_999, 45_001, 59_999])(
    "at %d ms of a minute is followed and purged within 60 s, and once more for bytes that were being read",
    async (offset) => {
      const recordingId = await makeRecording();
      const release = await deliver(`Lost ${offset}`, [recordingId]);
      const start = Date.now() + 10_000;
      const at = start + offset;
      let isWithdrawn = false;
      const purged = await sweepMinutes({
        start,
        minutes: 3,
        moveMs: 10_000,
        async passing(until) {
          if (isWithdrawn || until < at) return;
          isWithdrawn = true;
          await setWithdrawn(databases, release.albumId, { action: "withdraw" }, at);
        },
      });
      expect(await env.MEDIA.head(`recordings/${recordingId}/aac-128.mp4`)).toBeNull();
      const times = purged.filter(({ tags }) => tags.includes(`recording:${recordingId}`)).map((purge) => purge.at - at);
      expect(times).toHaveLength(2);
      const [first = Infinity, second = Infinity] = times;
      expect(second - first).toBeGreaterThanOrEqual(20_000);
      expect(second).toBeLessThanOrEqual(60_000);
    },
  );
});

it("a purge that is refused is due still, and one that was noted again meanwhile too", async () => {
  const clock: Clock = { now: () => Date.now() + 3_600_000, wait: async () => undefined };
  await notePurge(databases, "recording:refused", Date.now());
  const refusing = sweeping(async () => Promise.reject(new Error("five calls a minute")));
  await expect(sweepTakedowns(refusing, clock)).rejects.toThrow("five calls");
  const told: string[][] = [];
  const accepting = sweeping(async (tags) => {
    told.push(tags);
    if (told.length === 1) await notePurge(databases, "recording:refused", clock.now() - 1);
  });
  await sweepTakedowns(accepting, clock);
  await sweepTakedowns(accepting, clock);
  expect(told).toEqual([["recording:refused"], ["recording:refused"]]);
});

it("a takedown that is asked for again is followed again, and a delivery only once its message is overdue", async () => {
  const recordingId = await makeRecording();
  const release = await deliver("Twice", [recordingId]);
  const followed: number[] = [];
  const services: SweepServices = {
    databases,
    caches: [],
    async follow(changes) {
      followed.push(...changes.map((change) => change.id));
    },
  };
  const first = await setWithdrawn(databases, release.albumId, { action: "withdraw" }, Date.now());
  const second = await setWithdrawn(databases, release.albumId, { action: "withdraw" }, Date.now());
  expect([first.changed, second.changed]).toEqual([true, false]);
  await sweepTakedowns(services, { now: () => 0, wait: async () => undefined });
  expect(followed).toEqual([first.change.id, second.change.id]);
  followed.length = 0;
  await sweepDeliveries(services, Date.now());
  expect(followed).toEqual([]);
  await sweepDeliveries(services, Date.now() + 30_001);
  expect(followed).toContain(release.change?.id);
});
