/**
 * Music seconds per core-second of the whole ladder, beside FFmpeg's own decode, encodes and loudness measurement on the same file in the
 * same process, interleaved floor–ours–floor so that a slow minute of the machine falls on both.
 *
 *     npm run bench -- ingest [file] [rounds, 3]
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tiers } from "../domain/ladder.ts";
import { audioSha256 } from "../r2-ingest/identify/audio-identity.ts";
import { Master } from "../r2-ingest/encode/master.ts";
import { quietFFmpeg } from "../r2-ingest/encode/native.ts";
import { planTier, wantedTiers } from "../r2-ingest/encode/plan.ts";
import { transcode } from "../r2-ingest/encode/transcode.ts";
import { testSignal, wavFile } from "../r2-ingest/support/test-signal.ts";
import { floorLadder } from "./support/ingest-floor.ts";

const leastRatio = 0.9;
const songsPerDay = 60_000;
/** Seconds of an average song. */
const songSeconds = 200;
const secondsPerDay = 86_400;

function composed(folder: string): string {
  const path = join(folder, "music.wav");
  const sampleRate = 44_100;
  const samples = sampleRate * 60;
  const channels = [1, 2].map((seed) => {
    const signal = testSignal(seed, samples, sampleRate);
    // Noise of a drum on every beat: encoders work hardest on attacks.
    let state = seed;
    for (const [index, sample] of signal.entries()) {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      signal[index] = sample + (state / 2 ** 31 - 1) * 0.3 * Math.exp(-((index % 22_050) / 1500));
    }
    return signal;
  });
  writeFileSync(path, wavFile(channels, { sampleRate, bits: 16 }));
  return path;
}

/** @returns core-seconds of this process */
function cost(action: () => void): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function main(): number {
  const folder = mkdtempSync(join(tmpdir(), "nearfield-bench-"));
  try {
    quietFFmpeg();
    const path = process.argv[2] ?? composed(folder);
    const rounds = Number(process.argv[3] ?? 3);
    const master = new Master(path);
    const { format } = master;
    master.close();
    const plans = wantedTiers(format, tiers).map((tier) => planTier(tier, format));
    const [floors, ours, ratios, bands]: [number[], number[], number[], number[]] = [[], [], [], []];
    for (let round = 0; round < rounds; round++) {
      const before = cost(() => floorLadder(path, plans));
      const mine = cost(() => {
        const read = new Master(path);
        audioSha256(read);
        read.close();
        transcode({ path, tiers, directory: join(folder, "out"), measure: true });
      });
      const after = cost(() => floorLadder(path, plans));
      floors.push(before, after);
      ours.push(mine);
      ratios.push((before + after) / 2 / mine);
      bands.push(before / after);
    }
    const speed = format.duration / median(ours);
    const ratio = median(ratios);
    const cores = (songsPerDay * songSeconds) / speed / secondsPerDay;
    console.log(`${format.duration.toFixed(1)} s of music, ${plans.length} tiers, ${rounds} rounds, one core`);
    console.log(
      `FFmpeg alone   ${(format.duration / median(floors)).toFixed(2)} music seconds per core-second (A/A band ${Math.min(...bands).toFixed(3)}–${Math.max(...bands).toFixed(3)})`,
    );
    console.log(
      `r2-ingest      ${speed.toFixed(2)} music seconds per core-second: identity, files, layout, checksums, waveform, fingerprint included`,
    );
    console.log(`ratio          ${ratio.toFixed(3)} (at least ${leastRatio})`);
    console.log(`60,000 songs of ${songSeconds} s a day need ${cores.toFixed(1)} such cores`);
    return ratio >= leastRatio ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = main();
