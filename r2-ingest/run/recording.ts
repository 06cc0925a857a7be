/** Brings one recording to the server: encodes the tiers it lacks, stores them, describes them. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Analysis, Recording } from "../../domain/catalogue.ts";
import { renditionKey, tiers as allTiers, type Tier } from "../../domain/ladder.ts";
import { ServerRefusal, type ResolvedRecording } from "../client/client.ts";
import { waveform } from "../encode/pcm-meter.ts";
import { wantedTiers } from "../encode/plan.ts";
import type { TranscodeResult } from "../encode/transcode.ts";
import { bitError, sameRecording, wordsOf } from "../quality/likeness.ts";
import { qualityNotes } from "../quality/notes.ts";
import { masterExtension } from "../scan/walk.ts";
import type { Inspected } from "./gather.ts";
import type { Run } from "./run.ts";

/** The tiers that a recording should have after this run and has not yet. */
export function missingTiers(file: Inspected, resolved: ResolvedRecording, wanted: readonly Tier[] = allTiers): Tier[] {
  return wantedTiers(file.inspection.format, wanted).filter((tier) => !resolved.tiers.includes(tier));
}

/** @param onProgress hears of the seconds done */
export async function bringRecording(
  run: Run,
  file: Inspected,
  resolved: ResolvedRecording,
  onProgress: (seconds: number) => void,
): Promise<void> {
  const missing = missingTiers(file, resolved, run.options.tiers);
  if (missing.length === 0 && resolved.analysis) return;
  const directory = join(run.scratch, resolved.recording_id);
  try {
    const measure = resolved.analysis === null;
    const result = await run.pool.run<"transcode">({ kind: "transcode", path: file.path, tiers: missing, directory, measure }, onProgress);
    const masterKey = `masters/${resolved.recording_id}.${masterExtension(file.path)}`;
    if (measure) await uploadMaster(run, file, masterKey);
    const stored = await uploadRenditions(run, resolved, result);
    const analysis = resolved.analysis ?? analyse(run, file, resolved.recording_id, result);
    await run.client.putRecording(resolved.recording_id, {
      source: sourceOf(file, result, masterKey),
      analysis,
      renditions: stored.map(({ rendition }) => rendition),
    });
    run.summary.encodedRecordings++;
    run.summary.encodedSeconds += result.samples / file.inspection.format.sampleRate;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function sourceOf(file: Inspected, result: TranscodeResult, masterKey: string): Recording["source"] {
  const { audioSha256, codec, format } = file.inspection;
  return {
    audio_sha256: audioSha256,
    codec: codec.slice(0, 40),
    sample_rate: format.sampleRate,
    channels: format.channels,
    bits_per_sample: format.bitsPerSample ?? null,
    samples: result.samples,
    master_key: masterKey,
  };
}

/** The same audio with other tags may be there already: the first delivery's master is the one that stays. */
async function uploadMaster(run: Run, file: Inspected, key: string): Promise<void> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file.path)) hash.update(chunk as Buffer);
  try {
    await run.upload({ key, sha256: hash.digest("hex"), bytes: file.size, path: file.path });
  } catch (error) {
    if (!(error instanceof ServerRefusal) || error.reason !== "immutable") throw error;
  }
}

/** @returns the renditions that are now stored as described; one that another run described meanwhile with other bytes is that run's */
async function uploadRenditions(run: Run, resolved: ResolvedRecording, result: TranscodeResult): Promise<TranscodeResult["renditions"]> {
  const stored: TranscodeResult["renditions"] = [];
  for (const made of result.renditions) {
    const { tier, sha256, bytes } = made.rendition;
    try {
      await run.upload({ key: renditionKey(resolved.recording_id, tier), sha256, bytes, path: made.path });
      stored.push(made);
    } catch (error) {
      if (!(error instanceof ServerRefusal) || error.reason !== "immutable") throw error;
    }
  }
  return stored;
}

function analyse(run: Run, file: Inspected, recordingId: string, result: TranscodeResult): Analysis {
  const { measurements } = result;
  if (!measurements) throw new Error("a new recording was not measured");
  const quality = qualityNotes({ ...result, measurements, lossless: file.inspection.format.bitsPerSample !== undefined });
  const isSilent = quality.some(({ kind }) => kind === "silent");
  if (measurements.fingerprint !== null && !isSilent) {
    const duration = result.samples / measurements.pcm.sampleRate;
    const twin = twinOf(run, recordingId, duration, measurements.fingerprint);
    if (twin) quality.push({ kind: "duplicate", detail: `sounds the same as recording ${twin.recording}`.slice(0, 300) });
    run.cache.keepFingerprint({ recording: recordingId, path: file.path, duration, fingerprint: measurements.fingerprint });
  }
  for (const { kind, detail } of quality) run.remark({ path: file.path, problem: kind, detail });
  return {
    integrated_lufs: measurements.integratedLufs,
    range_lu: measurements.rangeLu,
    true_peak_dbtp: measurements.truePeakDbtp,
    waveform: Buffer.from(waveform(measurements.pcm.peaks)).toString("base64"),
    fingerprint: measurements.fingerprint,
    quality,
  };
}

/** Two masters of one recording last about equally long; what another deliverer's machine brought in is not known here. */
const durationTolerance = 5;

function twinOf(run: Run, recordingId: string, duration: number, fingerprint: string): { recording: string } | undefined {
  const words = wordsOf(fingerprint);
  return run.cache
    .fingerprints(duration, durationTolerance)
    .find((known) => known.recording !== recordingId && bitError(words, wordsOf(known.fingerprint)) < sameRecording);
}
