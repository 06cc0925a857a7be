/** Two windows of the player and a speaker that is no browser, one listener's: the music goes round all three, and outlives the service. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TimelineLine } from "../../examples/speaker/timeline.ts";
import { openConsentingBrowser } from "../support/consenting-browser.ts";
import { seedDemo } from "../support/demo.ts";
import { heardRate, recall } from "../support/listen.ts";
import { SpeakerProcess } from "../support/speaker-process.ts";
import { startAppStage, type AppStage } from "./app-stage.ts";
import { button, eventually, isLoud, isSounding, playOn, sitDown, strip, title, within5s } from "./desk.ts";

let stage: AppStage;
let folder: string;
beforeAll(async () => {
  stage = await startAppStage({ DEMO: "on" }, ["aac-128", "vorbis-160"]);
  await seedDemo(stage.service);
  folder = mkdtempSync(join(tmpdir(), "nearfield-speaker-"));
});
afterAll(async () => {
  await stage.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Milliseconds since 1970 of the first sound, or of the last, since a page was told to forget. */
async function soundOf(page: Page, which: "first" | "last"): Promise<number> {
  const { samples, from } = await recall(page);
  const isSound = (sample: number) => sample !== 0;
  const at = which === "first" ? samples.findIndex(isSound) : samples.findLastIndex(isSound);
  return from + (at / heardRate) * 1000;
}

const forget = (page: Page) => page.evaluate(() => globalThis.heard.clear());

/** By the machine's own clock, which is the server's: a tenth of a second of an overlap would be heard as an echo, a gap as a stumble. */
function expectHandover(way: string, ended: number, begun: number, speaker: TimelineLine): void {
  const gap = begun - ended;
  console.info(`${way}: gap ${gap.toFixed(0)} ms, clock known to ${speaker.clock_error.toFixed(1)} ms`);
  expect(gap).toBeGreaterThanOrEqual(-speaker.clock_error);
  expect(gap).toBeLessThanOrEqual(150);
}

test(
  "the music goes from a window to a speaker, to another window, and back; when the service dies all are back by themselves",
  { timeout: 180_000 },
  async () => {
    const listener = openConsentingBrowser(stage.service.url);
    await listener.logIn();
    const session = listener.cookiesOf(stage.service.url).get("session") ?? "";
    const desk = await sitDown(stage, `session=${session}`, `/album/${stage.near.id}`);
    await desk.page.getByRole("button", { name: "Play Delta", exact: true }).first().click();
    await eventually(() => isSounding(desk.page)).toBe(true);
    const kitchen = await sitDown(stage, `session=${session}`, "/");
    const speaker = new SpeakerProcess({
      folder,
      server: stage.service.url,
      args: ["--timeline", "timeline.jsonl", "--name", "Living room"],
      onCode: (code) => listener.activate(code),
    });
    try {
      await eventually(() => title(kitchen.page)).toBe("Delta");
      await kitchen.page.locator(".player-bar .device-button").click();
      await kitchen.page.locator(".device-panel").getByRole("button", { name: "Living room" }).waitFor({ timeout: 20_000 });
      await kitchen.page.keyboard.press("Escape");

      // From a window to the speaker, asked for in the other window.
      await forget(desk.page);
      await playOn(kitchen.page, "Living room");
      const begun = await speaker.noted(({ what }) => what === "sound", "sound of the speaker");
      await eventually(() => strip(desk.page).textContent()).toContain("Living room");
      expectHandover("to the speaker", await soundOf(desk.page, "last"), begun.at, begun);

      // From there to the other window.
      const notes = speaker.timeline().length;
      await forget(kitchen.page);
      await playOn(kitchen.page, "This browser");
      const ended = await speaker.noted(({ what }) => what === "silence", "silence of the speaker", notes);
      await eventually(() => isLoud(kitchen.page)).toBe(true);
      expectHandover("to a window", ended.at, await soundOf(kitchen.page, "first"), ended);
      expect(await isSounding(desk.page)).toBe(false);

      // To the speaker again, and the service dies in the middle of the song.
      const before = speaker.timeline().length;
      await button(desk.page, "Previous").click();
      await playOn(desk.page, "Living room");
      await speaker.noted(({ what }) => what === "sound", "sound again", before);
      await stage.crash();
      const pause = async () => {
        const press = button(desk.page, "Pause");
        if ((await press.count()) > 0) await press.click();
        return speaker.timeline().at(-1)?.what;
      };
      await within5s(pause).toBe("silence");
      const [silent] = speaker.timeline().slice(-1);
      await button(kitchen.page, "Play").click();
      const again = await speaker.noted(({ what, at }) => what === "sound" && at > (silent?.at ?? 0), "sound after the crash");
      expect(Math.abs(again.position_ms - (silent?.position_ms ?? 0))).toBeLessThan(250);
      expect([...desk.complaints, ...kitchen.complaints].filter((complaint) => !/WebSocket|Failed to load/.test(complaint))).toEqual([]);
    } finally {
      await speaker.stop();
      await Promise.all([desk.leave(), kitchen.leave()]);
    }
  },
);
