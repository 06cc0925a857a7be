/** A recording, and a track that plays it, of which nothing matters but that they are there. */
import type { Recording } from "../../../domain/catalogue.ts";
import type { ReleaseInput } from "../../../domain/release.ts";

export const plainRecording: Recording = {
  source: {
    audio_sha256: "0".repeat(64),
    codec: "flac",
    sample_rate: 44_100,
    channels: 2,
    bits_per_sample: 16,
    samples: 44_100,
    master_key: "masters/one.flac",
  },
  analysis: { integrated_lufs: -10, range_lu: 5, true_peak_dbtp: -1, waveform: "", fingerprint: null, quality: [] },
  renditions: [],
};

/** @param at its place on the first disc, from 0 */
export function plainTrack(recordingId: string, at: number): ReleaseInput["tracks"][number] {
  return {
    recording_id: recordingId,
    disc: 1,
    number: at + 1,
    title: `Track ${at}`,
    artists: [{ name: "The Owner" }],
    explicit: false,
    genres: [],
    markets: null,
    rights: [],
  };
}
