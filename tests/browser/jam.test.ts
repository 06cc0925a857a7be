/** Two people in two browsers who listen together, over the whole service: what both really put out, at the same time. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scopes } from "../../domain/access.ts";
import { locate } from "../support/correlate.ts";
import { heardRate, recall } from "../support/listen.ts";
import { openPeople, type People } from "../support/people.ts";
import { composeMaster } from "../support/test-music.ts";
import { axeFindings, startAppStage, type AppStage } from "./app-stage.ts";
import { bar, button, eventually, isSounding, shown, sitDown, title } from "./desk.ts";

let stage: AppStage;
let people: People;
beforeAll(async () => {
  stage = await startAppStage();
  people = await openPeople(stage.service);
});
afterAll(() => stage.stop());

const panel = (page: Page) => page.locator(".device-panel");
const openPanel = (page: Page) => bar(page).locator(".device-button").click();

const names = ["Alpha", "Beta", "Gamma", "Delta"];
const lengths = [20, 24, 28, 32];

/** The tracks as they were recorded, one behind the other, as they play. */
const music = (() => {
  const tracks = lengths.map((seconds, index) => composeMaster(200 + index, seconds).samples);
  const all = new Float32Array(tracks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const track of tracks) {
    all.set(track, at);
    at += track.length;
  }
  return all;
})();

const stretchSamples = 4096;
/** How far around where it is to be a stretch is looked for, and how far around what a page shows, samples. */
const reach = 0.6 * heardRate;
const shownReach = 3 * heardRate;
type Heard = { samples: Float32Array; from: number };

/** @returns the sample of all the music that was heard at a moment; undefined where it was not plain */
function placeAt({ samples, from }: Heard, moment: number, expected: number, within: number): number | undefined {
  const at = Math.round(((moment - from) / 1000) * heardRate);
  const stretch = samples.subarray(at, at + stretchSamples);
  const { offset, correlation } = locate(stretch, music, Math.round(expected - within), Math.round(expected + within));
  return correlation > 0.9 ? offset : undefined;
}

/** What both put out for a while, and where in all the music the first of them says that it begins, as a sample. */
type Duet = { one: Heard; other: Heard; shown: number };

async function hearBoth(pages: readonly [Page, Page], ms: number): Promise<Duet> {
  for (const page of pages) await page.evaluate(() => globalThis.heard.clear());
  const track = names.indexOf((await title(pages[0])) ?? "");
  const seconds = await shown(pages[0]);
  const before = lengths.slice(0, track).reduce((sum, length) => sum + length, 0);
  await pages[0].waitForTimeout(ms);
  const [one, other] = await Promise.all([recall(pages[0]), recall(pages[1])]);
  return { one, other, shown: (before + seconds) * heardRate };
}

/** @returns how far apart they were at moments of it, milliseconds */
function offsetsOf({ one, other, shown }: Duet): number[] {
  const begin = Math.max(one.from, other.from) + 100;
  const end = Math.min(...[one, other].map(({ from, samples }) => from + (samples.length / heardRate) * 1000)) - 200;
  const offsets: number[] = [];
  let anchor: { moment: number; place: number } | undefined;
  for (let moment = begin; moment < end; moment += 600) {
    const expected = (anchor?.place ?? shown) + ((moment - (anchor?.moment ?? begin)) / 1000) * heardRate;
    const place = placeAt(one, moment, expected, anchor ? reach : shownReach);
    if (place === undefined) continue;
    anchor = { moment, place };
    const there = placeAt(other, moment, place, reach);
    // While it is brought nearer it runs faster or slower, and sounds like no stretch of the music.
    if (there !== undefined) offsets.push(((place - there) / heardRate) * 1000);
  }
  return offsets;
}

const worst = (offsets: readonly number[]) => Math.max(...offsets.map(Math.abs));
const inWords = (offsets: readonly number[]) => offsets.map((offset) => offset.toFixed(1)).join(" ");

test("a guest comes in by the link, and both hear the same at the same time", { timeout: 600_000 }, async () => {
  const [ada, bob] = await Promise.all([people.make({ scope: scopes.join(" ") }), people.make({ scope: scopes.join(" ") })]);
  const host = await sitDown(stage, ada.cookie, `/album/${stage.near.id}`);
  await eventually(() => host.page.locator(".track-row").count()).toBe(4);
  await host.page.getByRole("button", { name: "Play Alpha", exact: true }).first().click();
  await eventually(() => isSounding(host.page)).toBe(true);
  await openPanel(host.page);
  await panel(host.page).getByRole("button", { name: "Start a jam" }).click();
  const link = await panel(host.page).getByRole("textbox").inputValue();
  expect(await isSounding(host.page)).toBe(true);
  expect(await axeFindings(host.page)).toEqual([]);

  const guest = await sitDown(stage, bob.cookie, new URL(link).pathname + new URL(link).hash);
  await guest.page.getByRole("button", { name: "Join", exact: true }).click();
  await eventually(() => title(guest.page)).toBe(await title(host.page));
  await eventually(() => isSounding(guest.page)).toBe(true);
  await guest.page.waitForTimeout(3000);
  const first = await hearBoth([host.page, guest.page], 8000);

  // Everybody queues; the rest is the host's until it is handed over.
  await guest.page.goto(`/album/${stage.near.id}`);
  await eventually(() => guest.page.locator(".track-row").count()).toBe(4);
  await eventually(() => title(guest.page)).toBe(await title(host.page));
  await button(guest.page, "Pause").click();
  await eventually(() => guest.page.getByText("That can’t be played now.").count()).toBeGreaterThan(0);
  expect(await isSounding(host.page)).toBe(true);
  await host.page.getByRole("switch").click();
  await eventually(() => host.page.getByRole("switch").isChecked()).toBe(true);
  await openPanel(guest.page);
  await eventually(() => panel(guest.page).locator(".jam-people li").count()).toBe(2);
  await guest.page.keyboard.press("Escape");
  await guest.page.waitForTimeout(500);
  await button(guest.page, "Pause").click();
  await eventually(() => isSounding(host.page)).toBe(false);
  await button(guest.page, "Play").click();
  await eventually(() => isSounding(host.page)).toBe(true);
  await host.page.waitForTimeout(3000);
  const again = await hearBoth([host.page, guest.page], 6000);

  await openPanel(guest.page);
  await panel(guest.page).getByRole("button", { name: "Leave the jam" }).click();
  await eventually(() => isSounding(guest.page)).toBe(false);
  expect(await isSounding(host.page)).toBe(true);
  await eventually(() => panel(host.page).locator(".jam-people li").count()).toBe(1);
  await panel(host.page).getByRole("button", { name: "End the jam" }).click();
  await eventually(() => panel(host.page).getByRole("button", { name: "Start a jam" }).count()).toBe(1);
  expect([host.complaints, guest.complaints]).toEqual([[], []]);

  for (const [when, duet] of Object.entries({ joined: first, paused: again })) {
    const offsets = offsetsOf(duet);
    console.info(`apart, milliseconds, after having ${when}:`, inWords(offsets));
    expect(offsets.length).toBeGreaterThanOrEqual(4);
    expect(worst(offsets)).toBeLessThanOrEqual(50);
  }
});
