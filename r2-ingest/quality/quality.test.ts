import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Master } from "../encode/master.ts";
import { quietFFmpeg } from "../encode/native.ts";
import { transcode } from "../encode/transcode.ts";
import { convert, type Kind } from "../support/convert.ts";
import { testSignal, wavFile } from "../support/test-signal.ts";
import { bitError, sameRecording, wordsOf } from "./likeness.ts";
import { qualityNotes } from "./notes.ts";

const folder = mkdtempSync(join(tmpdir(), "nearfield-quality-"));
const rate = 44_100;
beforeAll(quietFFmpeg);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function measure(path: string) {
  const result = transcode({ path, tiers: [], directory: join(folder, "out"), measure: true });
  const master = new Master(path);
  const lossless = master.format.bitsPerSample !== undefined;
  master.close();
  const { measurements } = result;
  if (!measurements) throw new Error("not measured");
  return { notes: qualityNotes({ ...result, measurements, lossless }), measurements };
}

function kindsOf(name: string, channels: Float32Array[], sampleRate = rate): string[] {
  const path = join(folder, `${name}.wav`);
  writeFileSync(path, wavFile(channels, { sampleRate, bits: 16 }));
  return measure(path).notes.map(({ kind }) => kind);
}

function music(seed: number, seconds = 8): Float32Array {
  return testSignal(seed, rate * seconds, rate);
}

function joined(...parts: Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

test("good music gets no note", () => {
  expect(kindsOf("good", [music(1), music(2)])).toEqual([]);
  expect(kindsOf("good-mono", [music(1)])).toEqual([]);
});

test("silence is called silence, and has no loudness", () => {
  const path = join(folder, "silent.wav");
  writeFileSync(path, wavFile([new Float32Array(rate * 3), new Float32Array(rate * 3)], { sampleRate: rate, bits: 16 }));
  const { notes, measurements } = measure(path);
  expect(notes.map(({ kind }) => kind)).toEqual(["silent"]);
  expect(measurements.integratedLufs).toBeNull();
  expect(measurements.truePeakDbtp).toBeNull();
});

test("flattened peaks are called clipped", () => {
  const loud = music(1).map((sample) => Math.max(-1, Math.min(1, sample * 20)));
  expect(kindsOf("clipped", [loud, music(2)])).toEqual(["clipped"]);
});

test("two equal channels are called mono", () => expect(kindsOf("mono", [music(1), music(1)])).toEqual(["mono_in_stereo"]));

test("low rates and long silences at the ends are told", () => {
  const quiet = (seconds: number) => new Float32Array(22_050 * seconds);
  const sound = testSignal(1, 22_050 * 4, 22_050);
  expect(kindsOf("edges", [joined(quiet(3), sound, quiet(6))], 22_050)).toEqual(["low_sample_rate", "leading_silence", "trailing_silence"]);
});

describe.each(["wav", "flac", "m4a", "mp3", "ogg", "opus"] as Kind[])("a %s file cut off in the middle", (kind) => {
  test("is called truncated, and the whole one is not", () => {
    const wav = join(folder, "whole.wav");
    writeFileSync(wav, wavFile([music(3), music(4)], { sampleRate: rate, bits: 16 }));
    const whole = join(folder, `whole.${kind}`);
    if (kind !== "wav") convert(wav, whole, kind);
    expect(measure(whole).notes).toEqual([]);
    const cut = join(folder, `cut.${kind}`);
    const bytes = readFileSync(whole);
    // The index of an M4A file lies at its end: what is lost here is music in front of it.
    if (kind === "m4a") bytes.fill(0, Math.floor(bytes.length * 0.4), Math.floor(bytes.length * 0.8));
    writeFileSync(cut, kind === "m4a" ? bytes : bytes.subarray(0, Math.floor(bytes.length * 0.6)));
    expect(measure(cut).notes.map((note) => note.kind)).toContain("truncated");
  });
});

describe("fingerprints", () => {
  function fingerprint(name: string, channels: Float32Array[], kind?: Kind): Uint32Array {
    const path = join(folder, `${name}.wav`);
    writeFileSync(path, wavFile(channels, { sampleRate: rate, bits: 16 }));
    const target = join(folder, `${name}.${kind ?? "wav"}`);
    if (kind) convert(path, target, kind);
    const { measurements } = measure(target);
    if (measurements.fingerprint === null) throw new Error("no fingerprint");
    return wordsOf(measurements.fingerprint);
  }

  test("of one recording in two formats, the second starting later, are alike; those of two recordings are not", () => {
    const one = joined(music(11, 6), music(12, 6), music(13, 6));
    const other = joined(music(21, 6), music(22, 6), music(23, 6));
    const original = fingerprint("original", [one, one]);
    const copy = fingerprint("copy", [joined(new Float32Array(rate), one)], "mp3");
    const stranger = fingerprint("stranger", [other, other]);
    expect(bitError(original, copy)).toBeLessThan(sameRecording);
    expect(bitError(original, stranger)).toBeGreaterThan(0.3);
  });

  test("too short ones are like nothing", () => expect(bitError(new Uint32Array(10), new Uint32Array(10))).toBe(1));
});
