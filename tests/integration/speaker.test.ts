/** examples/speaker as it is, run from beginning to end. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { putRelease, putRenditions, releaseInput, trackInput } from "../support/catalogue.ts";
import { openConsentingBrowser } from "../support/consenting-browser.ts";
import { locate } from "../support/correlate.ts";
import { seedDemo } from "../support/demo.ts";
import { startService, waitFor, type TestService } from "../support/runtime.ts";
import { composeMaster, encodeMaster } from "../support/test-music.ts";
import { readLeftChannel } from "../support/wav.ts";

const script = fileURLToPath(new URL("../../examples/speaker/speaker.mjs", import.meta.url));
const seconds = 6;
const master = composeMaster(11, seconds);
let service: TestService;
let folder = "";

beforeAll(async () => {
  service = await startService({ vars: { DEMO: "on" } });
  await seedDemo(service);
  const recording = await putRenditions(service, "tides", encodeMaster(master, ["vorbis-24", "vorbis-160"]));
  await putRelease(service, releaseInput("Tides", [trackInput(recording, 1)]));
  await waitFor(async () => {
    const { albums } = (await (await service.api("/v1/browse/new-releases")).json()) as { albums: { items: unknown[] } };
    return albums.items.length > 0;
  }, "the release among the new ones");
});
afterAll(() => service.stop());
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "nearfield-speaker-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** @param onCode takes the code that it shows */
async function runSpeaker(onCode: (code: string) => Promise<void>, server = service.url): Promise<{ code: number | null; said: string }> {
  const speaker = spawn(process.execPath, [script, server], { cwd: folder });
  let said = "";
  let answered: Promise<void> | undefined;
  speaker.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    const [, userCode] = /type ([A-Z]{4}-[A-Z]{4})/.exec(said) ?? [];
    if (userCode) answered ??= onCode(userCode);
  });
  const code = await new Promise<number | null>((resolve) => speaker.on("close", resolve));
  await answered;
  return { code, said };
}

const noCode = async (code: string): Promise<void> => {
  throw new Error(`nobody expected to be asked for ${code}`);
};

test("a speaker is let in by its code, plays the newest track, and is known the next time", async () => {
  const browser = openConsentingBrowser(service.url);
  const first = await runSpeaker((code) => browser.activate(code));
  expect(first).toMatchObject({ code: 0, said: expect.stringMatching(/6\.0 s of \w{22}, vorbis-160: speaker\.wav/) });
  const heard = readLeftChannel(join(folder, "speaker.wav"));
  expect(heard.length).toBe(master.samples.length);
  for (const at of [1, 4].map((second) => second * master.sampleRate)) {
    const found = locate(heard.subarray(at, at + master.sampleRate), master.samples, at - 2000, at + 2000);
    expect([found.offset, found.correlation > 0.95]).toEqual([at, true]);
  }

  const [before, kept] = [readFileSync(join(folder, "speaker.wav")), readFileSync(join(folder, ".speaker.json"), "utf8")];
  rmSync(join(folder, "speaker.wav"));
  expect(await runSpeaker(noCode)).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, "speaker.wav")).equals(before)).toBe(true);
  expect(readFileSync(join(folder, ".speaker.json"), "utf8")).not.toBe(kept);
});

test("a speaker that is turned away says so, and so does one whose login is worth nothing any more", async () => {
  writeFileSync(join(folder, ".speaker.json"), JSON.stringify({ refresh_token: "worn out" }));
  const browser = openConsentingBrowser(service.url);
  const outcome = await runSpeaker((code) => browser.activate(code, "deny"));
  expect(outcome).toMatchObject({ code: 1, said: expect.stringContaining("Nobody let this device in: The listener said no.") });
});

test("a speaker without a service says where it looked", async () => {
  expect(await runSpeaker(noCode, "http://127.0.0.1:9")).toEqual({ code: 1, said: "Nothing answers at http://127.0.0.1:9.\n" });
});
