/** What each tier of the ladder becomes for one master: pure decisions, no FFmpeg. */
import { ladder, tiers, type Tier, type TierDefinition } from "../../domain/ladder.ts";

/** What is known of a master before it is decoded. */
export type MasterFormat = {
  sampleRate: number;
  channels: number;
  /** Bits of one sample of a lossless master; undefined for lossy ones. */
  bitsPerSample: number | undefined;
  /** Seconds, as the container says; an estimate. */
  duration: number;
};

export type SampleFormat = "fltp" | "flt" | "s16" | "s32";

export type TierPlan = {
  tier: Tier;
  encoder: "aac" | "libvorbis" | "libopus" | "flac";
  sampleRate: number;
  sampleFormat: SampleFormat;
  /** Bits per second; undefined for lossless. */
  bitrate: number | undefined;
  /** Samples per frame that the encoder is fed with. */
  frameSize: number;
  /** The encoder's frames all last equally long: the last one is padded, and the exact count is kept aside. */
  wholeFrames: boolean;
  options: Record<string, string>;
};

/** libvorbis as FFmpeg wraps it gives out at most one packet a frame: longer frames overflow its queue, and packets are lost. */
const vorbisFrame = 64;
/** libvorbis refuses more at every rate that it is used with here. */
const vorbisBitsPerChannel = 240_000;

/**
 * Lossy tiers know two rates: 44,100 Hz for its own family, 48,000 Hz for every other. Below that libvorbis has no mode
 * for 320 kbit/s, and above it no listener gains.
 */
export function lossySampleRate(master: number): number {
  return master % 11_025 === 0 ? 44_100 : 48_000;
}

/** Mono stays mono; more than two channels are mixed down to stereo. */
export function outputChannels(master: number): 1 | 2 {
  return master === 1 ? 1 : 2;
}

/** A lossless tier of a lossy master would cost ten times the bytes for the very same sound, and claim what is not so. */
export function wantedTiers(master: Pick<MasterFormat, "bitsPerSample">, among: readonly Tier[] = tiers): Tier[] {
  return among.filter((tier) => ladder[tier].codec !== "flac" || master.bitsPerSample !== undefined);
}

type CodecPlan = Omit<TierPlan, "tier" | "sampleRate">;

/** How each codec wants to be fed. */
const codecPlans: Record<TierDefinition["codec"], (bitrate: number | undefined, master: MasterFormat) => CodecPlan> = {
  aac: (bitrate) => ({ encoder: "aac", sampleFormat: "fltp", bitrate, frameSize: 1024, wholeFrames: true, options: {} }),
  vorbis: (bitrate = 0, { channels }) => ({
    encoder: "libvorbis",
    sampleFormat: "fltp",
    bitrate: Math.min(bitrate, vorbisBitsPerChannel * outputChannels(channels)),
    frameSize: vorbisFrame,
    wholeFrames: false,
    options: {},
  }),
  opus: (bitrate) => ({
    encoder: "libopus",
    sampleFormat: "flt",
    bitrate,
    frameSize: 960,
    wholeFrames: true,
    // Unconstrained, 24 kbit/s come out as 34: this tier is for networks that cannot carry more.
    options: { frame_duration: "20", vbr: "constrained" },
  }),
  flac: (_, { bitsPerSample = 16 }) => ({
    encoder: "flac",
    sampleFormat: bitsPerSample > 16 ? "s32" : "s16",
    bitrate: undefined,
    frameSize: 4096,
    wholeFrames: false,
    options: { compression_level: "5" },
  }),
};

export function planTier(tier: Tier, master: MasterFormat): TierPlan {
  const { codec, bitrate, sampleRate } = ladder[tier];
  const rate = codec === "flac" ? master.sampleRate : (sampleRate ?? lossySampleRate(master.sampleRate));
  return { tier, sampleRate: rate, ...codecPlans[codec](bitrate, master) };
}

/**
 * Seconds that one fragment of an fMP4 file lasts. One second costs under two percent of 128 kbit/s in boxes and is fine
 * enough to seek; long recordings get longer ones, so that index and row stay below 1,200 entries.
 */
export function fragmentSeconds(duration: number): number {
  return Math.max(1, Math.ceil(duration / 1200));
}

/** Seconds that an Ogg page may last: a decoder needs a whole page before it can begin. */
export const pageSeconds = 0.5;
