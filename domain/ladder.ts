import { z } from "zod";

/** The ladder of renditions: data, in the order of a wire grant's tier numbers. Append only: a tier number is signed into grants. */
export const tiers = ["aac-128", "aac-256", "vorbis-24", "vorbis-96", "vorbis-160", "vorbis-320", "opus-24", "flac"] as const;
export const tierSchema = z.enum(tiers);
export type Tier = z.infer<typeof tierSchema>;

export const planSchema = z.enum(["free", "premium"]);
export type Plan = z.infer<typeof planSchema>;

export const containerSchema = z.enum(["mp4", "ogg"]);
export const codecSchema = z.enum(["aac", "vorbis", "opus", "flac"]);

export type TierDefinition = {
  codec: z.infer<typeof codecSchema>;
  container: z.infer<typeof containerSchema>;
  /** Nominal bits per second; undefined for lossless. */
  bitrate: number | undefined;
  /** Output sample rate in Hz; undefined keeps the master's (up to 48,000; FLAC keeps any). */
  sampleRate: number | undefined;
  /** File name below the recording's key. */
  file: string;
  mimeType: string;
};

/** Codecs strings are RFC 6381's, as Media Source Extensions expect them. */
export const ladder: Record<Tier, TierDefinition> = {
  "aac-128": {
    codec: "aac",
    container: "mp4",
    bitrate: 128_000,
    sampleRate: undefined,
    file: "aac-128.mp4",
    mimeType: 'audio/mp4; codecs="mp4a.40.2"',
  },
  "aac-256": {
    codec: "aac",
    container: "mp4",
    bitrate: 256_000,
    sampleRate: undefined,
    file: "aac-256.mp4",
    mimeType: 'audio/mp4; codecs="mp4a.40.2"',
  },
  "vorbis-24": {
    codec: "vorbis",
    container: "ogg",
    bitrate: 24_000,
    sampleRate: 16_000,
    file: "vorbis-24.ogg",
    mimeType: 'audio/ogg; codecs="vorbis"',
  },
  "vorbis-96": {
    codec: "vorbis",
    container: "ogg",
    bitrate: 96_000,
    sampleRate: undefined,
    file: "vorbis-96.ogg",
    mimeType: 'audio/ogg; codecs="vorbis"',
  },
  "vorbis-160": {
    codec: "vorbis",
    container: "ogg",
    bitrate: 160_000,
    sampleRate: undefined,
    file: "vorbis-160.ogg",
    mimeType: 'audio/ogg; codecs="vorbis"',
  },
  "vorbis-320": {
    codec: "vorbis",
    container: "ogg",
    bitrate: 320_000,
    sampleRate: undefined,
    file: "vorbis-320.ogg",
    mimeType: 'audio/ogg; codecs="vorbis"',
  },
  "opus-24": {
    codec: "opus",
    container: "mp4",
    bitrate: 24_000,
    sampleRate: 48_000,
    file: "opus-24.mp4",
    mimeType: 'audio/mp4; codecs="opus"',
  },
  flac: {
    codec: "flac",
    container: "mp4",
    bitrate: undefined,
    sampleRate: undefined,
    file: "flac.mp4",
    mimeType: 'audio/mp4; codecs="flac"',
  },
};

/** The key of a rendition's file in the MEDIA bucket. */
export function renditionKey(recordingId: string, tier: Tier): string {
  return `recordings/${recordingId}/${ladder[tier].file}`;
}

export function tierOfFile(file: string): Tier | undefined {
  return tiers.find((tier) => ladder[tier].file === file);
}
