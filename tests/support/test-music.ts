/** Music that a correlation can tell apart to the sample, encoded by the pipeline that real masters take. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Rendition } from "../../domain/catalogue.ts";
import type { Tier } from "../../domain/ladder.ts";

export type TestMaster = { sampleRate: number; /** Mono, −1 to 1; both channels carry it. */ samples: Float32Array };

/** Raise it when what comes out of the same input changes. */
const version = 1;
const encoder = fileURLToPath(new URL("./encode-music.ts", import.meta.url));
const folder = join(tmpdir(), "nearfield-test-music");

/** Mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Noise below about 3 kHz, that swells and fades: every codec keeps its waveform, and no stretch of it is like another. */
export function composeMaster(seed: number, seconds: number, sampleRate = 44_100): TestMaster {
  const random = randomFrom(seed);
  const samples = new Float32Array(Math.round(seconds * sampleRate));
  let [first, second] = [0, 0];
  for (let index = 0; index < samples.length; index++) {
    first += 0.3 * (random() * 2 - 1 - first);
    second += 0.3 * (first - second);
    samples[index] = second * (0.9 + 0.4 * Math.sin((index / sampleRate) * 2.1));
  }
  return { sampleRate, samples };
}

export function cut(master: TestMaster, from: number, to: number): TestMaster {
  return { ...master, samples: master.samples.subarray(from, to) };
}

function wavOf({ sampleRate, samples }: TestMaster): Buffer {
  const data = Buffer.alloc(44 + samples.length * 4);
  data.write("RIFF", 0, "latin1");
  data.writeUInt32LE(36 + samples.length * 4, 4);
  data.write("WAVEfmt ", 8, "latin1");
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(2, 22);
  data.writeUInt32LE(sampleRate, 24);
  data.writeUInt32LE(sampleRate * 4, 28);
  data.writeUInt16LE(4, 32);
  data.writeUInt16LE(16, 34);
  data.write("data", 36, "latin1");
  data.writeUInt32LE(samples.length * 4, 40);
  for (const [index, sample] of samples.entries()) {
    const value = Math.round(Math.min(1, Math.max(-1, sample)) * 32_767);
    data.writeInt16LE(value, 44 + index * 4);
    data.writeInt16LE(value, 46 + index * 4);
  }
  return data;
}

export type TestRecording = { rendition: Rendition; bytes: Buffer<ArrayBuffer> }[];

/** Encodes once, and keeps the files for the next run. */
export function encodeMaster(master: TestMaster, tiers: readonly Tier[]): TestRecording {
  const wav = wavOf(master);
  const name = createHash("sha256").update(wav).update(`${version} ${tiers.join()}`).digest("hex").slice(0, 24);
  const directory = join(folder, name);
  if (!existsSync(directory)) {
    const making = `${directory}.${process.pid}`;
    mkdirSync(making, { recursive: true });
    const path = join(making, "master.wav");
    writeFileSync(path, wav);
    const { stderr } = spawnSync(process.execPath, [encoder, path, making, ...tiers], { encoding: "utf8" });
    if (!existsSync(join(making, "renditions.json"))) throw new Error(`the test music could not be encoded: ${stderr}`);
    rmSync(path);
    renameSync(making, directory);
  }
  const renditions = JSON.parse(readFileSync(join(directory, "renditions.json"), "utf8")) as Rendition[];
  return renditions.map((rendition) => ({ rendition, bytes: readFileSync(join(directory, rendition.tier)) }));
}
