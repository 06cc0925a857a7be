/** examples/speaker as it is, run from beginning to end: one track by itself, and as a device of a listener's session. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv, type SchemaObject } from "ajv";
import * as formats from "ajv-formats";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { DeviceMessage, ServerMessage } from "../../contracts/connect.ts";
import type { TimelineLine } from "../../examples/speaker/timeline.ts";
import { toleratedDriftMs } from "../../domain/connect/report.ts";
import { putRelease, putRenditions, releaseInput, trackInput } from "../support/catalogue.ts";
import { ConnectSocket, deviceNamed } from "../support/connect-socket.ts";
import { openConsentingBrowser } from "../support/consenting-browser.ts";
import { locate } from "../support/correlate.ts";
import { seedDemo } from "../support/demo.ts";
import { startService, waitFor, type TestService } from "../support/runtime.ts";
import { SpeakerProcess } from "../support/speaker-process.ts";
import { composeMaster, encodeMaster } from "../support/test-music.ts";
import { readLeftChannel } from "../support/wav.ts";

const masters = [6, 60, 5].map((seconds, index) => composeMaster(11 + index, seconds));
const rate = 44_100;
let service: TestService;
let album = "";
let tracks: string[] = [];
let folder = "";
const running: SpeakerProcess[] = [];

beforeAll(async () => {
  service = await startService({ vars: { DEMO: "on" } });
  await seedDemo(service);
  const recordings: string[] = [];
  for (const [index, master] of masters.entries())
    recordings.push(await putRenditions(service, `tides ${index}`, encodeMaster(master, ["vorbis-24", "vorbis-160"])));
  const inputs = recordings.map((recording, index) => trackInput(recording, index + 1));
  const release = await putRelease(service, releaseInput("Tides", inputs, { gapless: true }));
  album = `nearfield:album:${release.album_id}`;
  await waitFor(async () => {
    const { albums } = (await (await service.api("/v1/browse/new-releases")).json()) as { albums: { items: unknown[] } };
    return albums.items.length > 0;
  }, "the release among the new ones");
  const { items } = (await (await service.api(`/v1/albums/${release.album_id}/tracks`)).json()) as { items: { id: string }[] };
  tracks = items.map(({ id }) => `nearfield:track:${id}`);
});
afterAll(() => service.stop());
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "nearfield-speaker-"))));
afterEach(async () => {
  for (const speaker of running.splice(0)) await speaker.stop("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

const browser = () => openConsentingBrowser(service.url);
const onCode = (code: string) => browser().activate(code);
const played = ["--timeline", "timeline.jsonl"];

function startSpeaker(options: Partial<ConstructorParameters<typeof SpeakerProcess>[0]> = {}): SpeakerProcess {
  const speaker = new SpeakerProcess({ folder, server: service.url, args: played, ...options });
  running.push(speaker);
  return speaker;
}

async function playOnce(
  options: Partial<ConstructorParameters<typeof SpeakerProcess>[0]> = {},
): Promise<{ code: number | null; said: string }> {
  const speaker = startSpeaker({ args: ["--once"], ...options });
  return { code: await speaker.ended(), said: speaker.said };
}

/** The same listener's browser, as another device. */
async function openController(): Promise<ConnectSocket> {
  const listener = browser();
  await listener.logIn();
  const cookie = Array.from(listener.cookiesOf(service.url), ([name, value]) => `${name}=${value}`).join("; ");
  const device = deviceNamed(`controller-${Date.now()}`, { roles: ["controller"] });
  return ConnectSocket.open({ url: service.url, device, headers: { cookie, origin: service.url } });
}

/** Listed, and there. */
const seesOnline = (controller: ConnectSocket, id: string) =>
  controller.holds(({ devices }) => devices?.some((device) => device.id === id && device.online), `${id} among the devices`);

type Stretch = { frame: number; until: number; uri: string; position_ms: number };

/** What the WAV holds there, half a second at most, is the master's, to the sample. */
function expectMaster(wav: Float32Array, { frame, until, uri, position_ms }: Stretch): void {
  const master = masters[tracks.indexOf(uri)]?.samples ?? new Float32Array();
  const at = Math.round((position_ms * rate) / 1000);
  const found = locate(wav.subarray(frame, Math.min(until, frame + rate / 2)), master, at - 1000, at + 1000);
  expect([found.offset, found.correlation > 0.95]).toEqual([at, true]);
}

/** All that a speaker says it played is what its WAV holds. */
function expectWhatWasNoted(wav: Float32Array, notes: readonly TimelineLine[]): void {
  for (const [index, note] of notes.entries())
    if (isSound(note)) expectMaster(wav, { ...note, until: notes[index + 1]?.frame ?? wav.length });
}

test("a speaker is let in by its code, plays the newest track, and is known the next time", async () => {
  const first = await playOnce({ onCode });
  expect(first).toMatchObject({ code: 0, said: expect.stringMatching(/6\.0 s of \w{22}, vorbis-160: speaker\.wav/) });
  const heard = readLeftChannel(join(folder, "speaker.wav"));
  expect(heard.length).toBe(masters[0]?.samples.length);
  for (const second of [1, 4])
    expectMaster(heard, { frame: second * rate, until: heard.length, uri: tracks[0] ?? "", position_ms: second * 1000 });

  const [before, kept] = [readFileSync(join(folder, "speaker.wav")), readFileSync(join(folder, ".speaker.json"), "utf8")];
  rmSync(join(folder, "speaker.wav"));
  expect(await playOnce()).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, "speaker.wav")).equals(before)).toBe(true);
  expect(readFileSync(join(folder, ".speaker.json"), "utf8")).not.toBe(kept);
});

test("a speaker that is turned away says so, and so does one whose login is worth nothing any more", async () => {
  writeFileSync(join(folder, ".speaker.json"), JSON.stringify({ device: "0123456789abcdef", refreshToken: "worn out" }));
  const outcome = await playOnce({ onCode: (code) => browser().activate(code, "deny") });
  expect(outcome).toMatchObject({ code: 1, said: expect.stringContaining("Nobody let this device in: The listener said no.") });
});

test("a speaker without a service says where it looked", async () => {
  expect(await playOnce({ server: "http://127.0.0.1:9" })).toEqual({ code: 1, said: "Nothing answers at http://127.0.0.1:9.\n" });
});

test("a speaker does what another device asks: it plays on without a gap, stands still, seeks, skips, and is as loud as is wanted", async () => {
  const speaker = startSpeaker({ onCode });
  const id = await speaker.device();
  const controller = await openController();
  await seesOnline(controller, id);
  expect(await controller.do({ type: "play", context: album, position_ms: 3000 }, { target: id })).toMatchObject({ t: "ack" });
  const first = await speaker.noted(({ what }) => what === "sound", "the first sound");
  expect(first).toMatchObject({ uri: tracks[0], position_ms: 3000 });
  const second = await speaker.noted(({ uri }) => uri === tracks[1], "the second track");
  expect(second).toMatchObject({ what: "sound", position_ms: 0, frame: first.frame + 3 * rate });
  await controller.holds(({ queue, state }) => queue?.current?.uri === tracks[1] && state?.playing, "the second track in the session");

  await controller.do({ type: "pause" });
  const pause = await speaker.noted(({ what }) => what === "silence", "silence");
  const { state } = await controller.holds((parts) => parts.state?.anchor.rate === 0, "the pause");
  expect(Math.abs((state?.anchor.position_ms ?? 0) - pause.position_ms)).toBeLessThanOrEqual(toleratedDriftMs);
  await controller.do({ type: "seek", position_ms: 40_500 });
  await controller.do({ type: "volume", percent: 50 });
  await controller.do({ type: "resume" });
  const sought = await speaker.noted(({ position_ms }) => Math.round(position_ms) === 40_500, "what was sought");
  await controller.holds((parts) => parts.state?.playing, "playing again");
  await waitFor(async () => readLeftChannel(join(folder, "speaker.wav")).length > sought.frame + rate, "a second of it");
  await controller.do({ type: "next" });
  const third = await speaker.noted(({ uri }) => uri === tracks[2], "the third track");
  await controller.holds(({ queue, state }) => queue?.current === null && state?.playing === false, "the end of the album");
  const end = speaker.timeline().at(-1);
  expect(end).toMatchObject({ what: "silence", uri: tracks[2], frame: third.frame + 5 * rate });
  await speaker.stop();

  const wav = readLeftChannel(join(folder, "speaker.wav"));
  expect(wav.length).toBe(end?.frame);
  expectWhatWasNoted(wav, speaker.timeline());
  const master = masters[1]?.samples.subarray(40.5 * rate, 41 * rate) ?? new Float32Array();
  await expectDescribed(controller);
  expect(energyOf(wav.subarray(sought.frame, sought.frame + rate / 2)) / energyOf(master)).toBeCloseTo(0.25 ** 2, 2);
});

/** Each message of a conversation is one that the service's own description describes. */
async function expectDescribed({ said, messages }: ConnectSocket): Promise<void> {
  const ajv = new Ajv({ strict: false });
  formats.default.default(ajv);
  ajv.addSchema((await (await fetch(`${service.url}/connect/asyncapi.json`)).json()) as SchemaObject, "connect.json");
  const describes = (side: string, message: DeviceMessage | ServerMessage) => {
    const name = message.t.replaceAll(/(?:^|\.)(\w)/g, (_all, letter: string) => letter.toUpperCase());
    return ajv.getSchema(`connect.json#/components/schemas/${side}${name}`)?.(message);
  };
  expect(said.filter((message) => !describes("Device", message))).toEqual([]);
  expect(messages.filter((message) => !describes("Server", message))).toEqual([]);
  expect(new Set(messages.map(({ t }) => t))).toEqual(new Set(["welcome", "ack", "state"]));
}

function energyOf(samples: Float32Array): number {
  return samples.reduce((sum, sample) => sum + sample * sample, 0);
}

test("two speakers hand over to each other: one is silent when the other begins, where the first left off", async () => {
  const folders = ["one", "other"].map((name) => mkdtempSync(join(folder, name)));
  const speakers = folders.map((own) => startSpeaker({ folder: own, onCode }));
  const [one, other] = await Promise.all(speakers.map((speaker) => speaker.device()));
  const controller = await openController();
  for (const id of [one, other]) await seesOnline(controller, id ?? "");
  await controller.do({ type: "play", context: album, offset: { uri: tracks[1] ?? "" } }, { target: one ?? "" });
  for (const [from, to, device] of [
    [speakers[0], speakers[1], other],
    [speakers[1], speakers[0], one],
  ] as const) {
    const before = to?.timeline().length ?? 0;
    await from?.noted(isSound, "the one that it leaves");
    expect(await controller.do({ type: "transfer", device: device ?? "" })).toMatchObject({ t: "ack" });
    const begun = await to?.noted(isSound, "the one that it goes to", before);
    const ended = await waitFor(async () => from?.timeline().findLast(({ what }) => what === "silence"), "silence");
    expectHandover(ended, begun);
    await controller.holds(({ state }) => state?.active === device && state?.playing && !state.transfer, "the handover in the session");
  }
  for (const speaker of speakers) await speaker.stop();
  for (const [index, speaker] of speakers.entries()) {
    const wav = readLeftChannel(join(folders[index] ?? "", "speaker.wav"));
    expectWhatWasNoted(wav, speaker.timeline());
  }
});

const isSound = ({ what }: TimelineLine): boolean => what === "sound";

/** By the server's clock, as well as the two know it. */
function expectHandover(ended: TimelineLine | undefined, begun: TimelineLine | undefined): void {
  const gap = (begun?.at ?? 0) - (ended?.at ?? 0);
  const leap = (begun?.position_ms ?? 0) - (ended?.position_ms ?? 0);
  expect(gap).toBeGreaterThanOrEqual(-(begun?.clock_error ?? 0) - (ended?.clock_error ?? 0));
  expect(gap).toBeLessThanOrEqual(150);
  expect(Math.abs(leap)).toBeLessThanOrEqual(150);
}

test("a speaker that was switched off in the middle is the same device afterwards, and plays on when it is told", async () => {
  const first = startSpeaker({ onCode });
  const id = await first.device();
  const controller = await openController();
  await seesOnline(controller, id);
  await controller.do({ type: "play", context: album, offset: { uri: tracks[1] ?? "" } }, { target: id });
  await first.noted(isSound, "the first sound");
  await first.stop("SIGKILL");
  await controller.holds(({ devices }) => devices?.some((device) => device.id === id && !device.online), "that it is gone");
  const second = startSpeaker();
  await seesOnline(controller, id);
  const { state } = await controller.holds(({ state }) => state?.active === id && !state.playing, "that it stands still");
  expect(second.timeline()).toEqual([]);
  expect(await controller.do({ type: "resume" })).toMatchObject({ t: "ack" });
  const again = await second.noted(isSound, "sound again");
  expect(again.uri).toBe(tracks[1]);
  expect(Math.abs(again.position_ms - (state?.anchor.position_ms ?? 0))).toBeLessThan(5);
});
