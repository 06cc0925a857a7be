/** Brings one recording to the server: encodes the tiers it lacks, computes the features it lacks, stores them, describes them. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Analysis, Recording } from "../../domain/catalogue.ts";
import { analysisKey, featuresVersion } from "../../domain/audio-features.ts";
import { renditionKey, tiers as allTiers, type Tier } from "../../domain/ladder.ts";
import { ServerRefusal, type ResolvedRecording } from "../client/client.ts";
import { waveform } from "../encode/pcm-meter.ts";
import { wantedTiers } from "../encode/plan.ts";
import type { TranscodeResult } from "../encode/transcode.ts";
import type { WrittenFeatures } from "../features/write-features.ts";
import { bitError, sameRecording, wordsOf } from "../quality/likeness.ts";
import { qualityNotes } from "../quality/notes.ts";
import { masterExtension } from "../scan/walk.ts";
import type { Inspected } from "./gather.ts";
import type { Run } from "./run.ts";

/** The tiers that a recording should have after this run and has not yet. */
export function missingTiers(file: Inspected, resolved: ResolvedRecording, wanted: readonly Tier[] = allTiers): Tier[] {
  return wantedTiers(file.inspection.format, wanted).filter((tier) => !resolved.tiers.includes(tier));
}

/** Whether its features are missing, or computed by methods of before. */
export function lacksFeatures(resolved: Pick<ResolvedRecording, "features_version">): boolean {
  return (resolved.features_version ?? 0) < featuresVersion;
}

/** @param onProgress hears of the seconds done */
export async function bringRecording(
  run: Run,
  file: Inspected,
  resolved: ResolvedRecording,
  onProgress: (seconds: number) => void,
): Promise<void> {
  const missing = missingTiers(file, resolved, run.options.tiers);
  const measure = resolved.analysis === null;
  const listens = run.options.features !== false && lacksFeatures(resolved);
  if (missing.length === 0 && !measure && !listens) return;
  const directory = join(run.scratch, resolved.recording_id);
  try {
    const features = listens && { features: { integratedLufs: resolved.analysis?.integrated_lufs ?? null } };
    const job = { kind: "transcode" as const, path: file.path, tiers: missing, directory, measure, ...features };
    const result = await run.pool.run<"transcode">(job, onProgress);
    const masterKey = `masters/${resolved.recording_id}.${masterExtension(file.path)}`;
    if (measure) await uploadMaster(run, file, masterKey);
    if (measure || missing.length > 0) await describeRecording(run, file, { resolved, result, masterKey });
    if (result.features) await sendFeatures(run, resolved.recording_id, result.features);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function describeRecording(
  run: Run,
  file: Inspected,
  { resolved, result, masterKey }: { resolved: ResolvedRecording; result: TranscodeResult; masterKey: string },
): Promise<void> {
  const stored = await uploadRenditions(run, resolved, result);
  const analysis = resolved.analysis ?? analyse(run, file, resolved.recording_id, result);
  await run.client.putRecording(resolved.recording_id, {
    source: sourceOf(file, result, masterKey),
    analysis,
    renditions: stored.map(({ rendition }) => rendition),
  });
  run.summary.encodedRecordings++;
  run.summary.encodedSeconds += result.samples / file.inspection.format.sampleRate;
}

/** Another run may have sent features of this version meanwhile, from another FFmpeg: they are as good. */
export async function sendFeatures(run: Run, recordingId: string, { document, path }: WrittenFeatures): Promise<void> {
  const { bytes, sha256 } = document.analysis;
  try {
    await run.upload({ key: analysisKey(recordingId, document.version), sha256, bytes, path });
  } catch (error) {
    if (error instanceof ServerRefusal && error.reason === "immutable") return;
    throw error;
  }
  const { changed } = await run.client.putFeatures(recordingId, document);
  if (changed) run.summary.analysedRecordings++;
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
