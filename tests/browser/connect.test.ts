/** One listener at two windows of the player, which are two devices of one session, over the whole service. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scopes } from "../../domain/access.ts";
import { locate } from "../support/correlate.ts";
import { heardRate, recall } from "../support/listen.ts";
import { launchChromium } from "../support/chromium.ts";
import { openPeople, type People } from "../support/people.ts";
import { composeMaster } from "../support/test-music.ts";
import { axeFindings, startAppStage, type AppStage } from "./app-stage.ts";
import { bar, button, eventually, isLoud, isSounding, playOn, shown, sitDown, strip, title, within5s } from "./desk.ts";

let stage: AppStage;
let people: People;
beforeAll(async () => {
  stage = await startAppStage();
  people = await openPeople(stage.service);
});
afterAll(() => stage.stop());

/** Delta, as it was recorded: every fourth sample says where a stretch comes from to a tenth of a millisecond. */
const every = 4;
const thinned = (samples: Float32Array) =>
  Float32Array.from({ length: Math.floor(samples.length / every) }, (_, at) => samples[at * every] ?? 0);
const master = thinned(composeMaster(203, 32).samples);

/** Where in the track a stretch of what was heard comes from, milliseconds. */
function placeOf(samples: Float32Array, at: number): number {
  const { offset, correlation } = locate(thinned(samples.subarray(at, at + 8192)), master, 0, master.length);
  // Where it still runs a little faster or slower it is less alike, and yet like nothing else.
  expect(correlation).toBeGreaterThan(0.5);
  return ((offset * every) / heardRate) * 1000;
}

type Handover = {
  /** Milliseconds without sound; negative: both sounded. */ gap: number;
  /** Milliseconds of music lost; negative: heard twice. */ lost: number;
};

type Heard = Awaited<ReturnType<typeof recall>>;

/** Listens at both windows while the music goes from one to the other. */
async function hearHandover(from: Page, to: Page, move: () => Promise<void>): Promise<{ before: Heard; after: Heard }> {
  for (const page of [from, to]) await page.evaluate(() => globalThis.heard.clear());
  await move();
  await eventually(() => isLoud(to)).toBe(true);
  await to.waitForTimeout(2500);
  return { before: await recall(from), after: await recall(to) };
}

/** Takes a while, in which the music would come to its end. */
function measureHandover({ before, after }: { before: Heard; after: Heard }): Handover {
  const last = before.samples.findLastIndex((sample) => sample !== 0);
  const first = after.samples.findIndex((sample) => sample !== 0);
  const ended = before.from + (last / heardRate) * 1000;
  const begun = after.from + (first / heardRate) * 1000;
  // Well inside of both: the very beginning may still be brought to its place.
  const settled = first + Math.round(1.5 * heardRate);
  const reach = last - 16_384;
  const there = placeOf(after.samples, settled) - (settled - first) / (heardRate / 1000);
  const here = placeOf(before.samples, reach) + (last - reach) / (heardRate / 1000);
  return { gap: begun - ended, lost: there - here };
}

test("one window plays, the other shows it, steers it, and takes it over", { timeout: 240_000 }, async () => {
  const ada = await people.make({ scope: scopes.join(" "), plan: "premium" });
  const desk = await sitDown(stage, ada.cookie, `/album/${stage.near.id}`);
  await eventually(() => desk.page.locator(".track-row").count()).toBe(4);
  await desk.page.getByRole("button", { name: "Play Delta", exact: true }).first().click();
  const kitchen = await sitDown(stage, ada.cookie, "/");
  await eventually(() => strip(kitchen.page).textContent()).toContain("Playing on Chrome");
  await eventually(() => title(kitchen.page)).toBe("Delta");
  await eventually(() => isSounding(desk.page)).toBe(true);
  expect(await isSounding(kitchen.page)).toBe(false);

  // To the other window, and back.
  const there = await hearHandover(desk.page, kitchen.page, () => playOn(kitchen.page, "This browser"));
  await eventually(() => strip(desk.page).textContent()).toContain("Playing on Chrome");
  expect(await strip(kitchen.page).count()).toBe(0);
  const back = await hearHandover(kitchen.page, desk.page, () => playOn(desk.page, "This browser"));
  await button(kitchen.page, "Pause").click();
  await eventually(() => isSounding(desk.page)).toBe(false);
  await expect(button(desk.page, "Play").count()).resolves.toBe(1);
  await button(kitchen.page, "Play").click();
  await eventually(() => isSounding(desk.page)).toBe(true);

  await button(kitchen.page, "Previous").click();
  await button(kitchen.page, "Previous").click();
  await eventually(() => title(desk.page)).toBe("Gamma");
  expect(await title(kitchen.page)).toBe("Gamma");
  await bar(kitchen.page).locator("input.seek-slider").press("ArrowRight");
  await eventually(async () => (await shown(desk.page)) >= 5).toBe(true);
  await bar(kitchen.page).locator(".volume-slider").fill("0.3");
  await eventually(() => bar(desk.page).locator(".volume-slider").inputValue()).toBe("0.3");

  await kitchen.page.goto(`/album/${stage.near.id}`);
  await kitchen.page.getByRole("button", { name: "More for Beta" }).click();
  await kitchen.page.getByRole("menuitem", { name: "Add to the queue" }).click();
  await button(desk.page, "Show the queue").click();
  await eventually(() => desk.page.locator(".queue-list .row-title").allTextContents()).toContain("Beta");
  await button(kitchen.page, "Next").click();
  await eventually(() => title(desk.page)).toBe("Beta");

  // Playing an album in one window while the other has the playback plays it there.
  await kitchen.page.getByRole("button", { name: "Play Alpha", exact: true }).first().click();
  await eventually(() => title(desk.page)).toBe("Alpha");
  await eventually(() => isSounding(desk.page)).toBe(true);
  expect(await isSounding(kitchen.page)).toBe(false);
  expect([...desk.complaints, ...kitchen.complaints]).toEqual([]);
  await Promise.all([desk.leave(), kitchen.leave()]);

  const handovers = [there, back].map(measureHandover);
  console.info("handed over", handovers.map(({ gap, lost }) => `gap ${gap.toFixed(0)} ms, ${lost.toFixed(0)} ms of music lost`).join("; "));
  for (const { gap, lost } of handovers) {
    expect(gap).toBeGreaterThanOrEqual(0);
    expect(gap).toBeLessThanOrEqual(150);
    expect(Math.abs(lost)).toBeLessThanOrEqual(150);
  }
});

test.each(["light", "dark"] as const)("axe finds nothing in the picker, %s", { timeout: 60_000 }, async (colorScheme) => {
  const cem = await people.make({ scope: scopes.join(" "), plan: "premium" });
  const desk = await sitDown(stage, cem.cookie, `/album/${stage.near.id}`, { colorScheme });
  await desk.page.getByRole("button", { name: "Play Alpha", exact: true }).first().click();
  const kitchen = await sitDown(stage, cem.cookie, "/", { colorScheme, locale: "ar", viewport: { width: 390, height: 844 } });
  await eventually(() => strip(kitchen.page).count()).toBe(1);
  await bar(desk.page).locator(".device-button").click();
  await desk.page.locator(".device-panel li").first().waitFor();
  expect(await axeFindings(desk.page)).toEqual([]);
  await desk.page.keyboard.press("Escape");
  await expect.poll(() => desk.page.evaluate(() => document.activeElement?.className ?? "")).toContain("device-button");
  await kitchen.page.locator(".bar-cover").click();
  await kitchen.page.locator(".now-playing .device-button").click();
  expect(await axeFindings(kitchen.page)).toEqual([]);
  await Promise.all([desk.leave(), kitchen.leave()]);
});

test(
  "a window that is loaded anew goes on by itself, and so do both when the service dies in the middle of a song",
  { timeout: 120_000 },
  async () => {
    const ben = await people.make({ scope: scopes.join(" "), plan: "premium" });
    // As for listeners whom their browser knows to play music here.
    const browser = await launchChromium();
    const desk = await sitDown(stage, ben.cookie, `/album/${stage.near.id}`, { browser });
    await desk.page.getByRole("button", { name: "Play Delta", exact: true }).first().click();
    const kitchen = await sitDown(stage, ben.cookie, "/");
    await eventually(() => title(kitchen.page)).toBe("Delta");
    await eventually(() => isSounding(desk.page)).toBe(true);

    const before = await shown(desk.page);
    await desk.page.reload();
    await within5s(() => title(desk.page).catch(() => "")).toBe("Delta");
    await within5s(async () => (await shown(desk.page)) > before).toBe(true);
    await eventually(() => isSounding(desk.page)).toBe(true);
    await eventually(() => strip(kitchen.page).textContent()).toContain("Playing on");

    await stage.crash();
    const revived = Date.now();
    expect(await isSounding(desk.page)).toBe(true);
    // Refused for as long as the other window is not back.
    const pause = async () => {
      const press = button(kitchen.page, "Pause");
      if ((await press.count()) > 0) await press.click();
      return button(desk.page, "Play").count();
    };
    await within5s(pause).toBe(1);
    console.info(`back ${Date.now() - revived} ms after the service was`);
    await button(kitchen.page, "Play").click();
    await eventually(() => isSounding(desk.page)).toBe(true);
    expect(Math.abs((await shown(desk.page)) - (await shown(kitchen.page)))).toBeLessThan(1);
    await Promise.all([browser.close(), kitchen.leave()]);
  },
);
