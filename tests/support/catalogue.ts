/** Releases for tests, brought in by the ingest contract; their audio is bytes that only need to be told apart. */
import { createHash } from "node:crypto";
import type { z } from "zod";
import { contentSha256Header, releaseResponseSchema, resolveResponseSchema } from "../../contracts/ingest.ts";
import type { Recording, Rendition } from "../../domain/catalogue.ts";
import { ladder, renditionKey, type Tier } from "../../domain/ladder.ts";
import type { ReleaseInput, TrackInput } from "../../domain/release.ts";
import type { TestService } from "./runtime.ts";

export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** Bytes that differ at every place and by name. */
export function bytesNamed(name: string, length: number): Uint8Array<ArrayBuffer> {
  const seed = createHash("sha256").update(name).digest();
  return Uint8Array.from({ length }, (_, index) => ((seed[index % 32] ?? 0) + index * 7 + (index >> 8)) & 255);
}

function renditionOf(tier: Tier, bytes: Uint8Array): Rendition {
  const { codec, container } = ladder[tier];
  return {
    tier,
    codec,
    container,
    bitrate: ladder[tier].bitrate ?? 700_000,
    bytes: bytes.length,
    sample_rate: 44_100,
    channels: 2,
    samples: 44_100 * 60,
    encoder_delay: 1024,
    sha256: sha256(bytes),
    head: { offset: 0, length: 4000 },
    preview: { bytes: Math.floor(bytes.length / 2), samples: 44_100 * 30 },
    fragments: [
      [0, 1000],
      [44_100, 4000],
    ],
  };
}

export const fileLength = 40_000;

/** Uploads a recording with these tiers. @returns its id */
export async function putRecording(
  service: TestService,
  name: string,
  tiers: readonly Tier[] = ["aac-128", "aac-256", "flac"],
): Promise<string> {
  const files = tiers.map((tier) => {
    const bytes = bytesNamed(`${name} ${tier}`, fileLength);
    return { rendition: renditionOf(tier, bytes), bytes };
  });
  return putRenditions(service, name, files);
}

/** Uploads a recording with these files. @returns its id */
export async function putRenditions(
  service: TestService,
  name: string,
  files: readonly { rendition: Rendition; bytes: Uint8Array<ArrayBuffer> }[],
): Promise<string> {
  const audio = sha256(`audio ${name}`);
  const resolved = resolveResponseSchema.parse(
    await (await service.ingest("POST", "/recordings/resolve", { audio_sha256: [audio] })).json(),
  );
  const id = resolved.recordings[0]?.recording_id ?? "";
  for (const { rendition, bytes } of files) await putObject(service, renditionKey(id, rendition.tier), bytes);
  const recording: Recording = {
    source: {
      audio_sha256: audio,
      codec: "flac",
      sample_rate: 44_100,
      channels: 2,
      bits_per_sample: 16,
      samples: 44_100 * 60,
      master_key: `masters/${id}.flac`,
    },
    analysis: {
      integrated_lufs: -10,
      range_lu: 5,
      true_peak_dbtp: -0.5,
      waveform: Buffer.from(bytesNamed(name, 400)).toString("base64"),
      fingerprint: null,
      quality: [],
    },
    renditions: files.map(({ rendition }) => rendition),
  };
  const response = await service.ingest("PUT", `/recordings/${id}`, recording);
  if (!response.ok) throw new Error(await response.text());
  return id;
}

export async function putObject(
  service: TestService,
  key: string,
  bytes: Uint8Array<ArrayBuffer>,
  claimed = sha256(bytes),
): Promise<Response> {
  return fetch(`${service.url}/ingest/v1/objects/${key}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${service.secrets.ingest_key}`, [contentSha256Header]: claimed },
    body: bytes,
  });
}

export function trackInput(recordingId: string, number: number, more: Partial<TrackInput> = {}): TrackInput {
  return {
    recording_id: recordingId,
    disc: 1,
    number,
    title: `Track ${number}`,
    artists: [{ name: "The Tests" }],
    explicit: false,
    genres: [],
    markets: null,
    rights: [],
    ...more,
  };
}

export function releaseInput(title: string, tracks: TrackInput[], more: Partial<ReleaseInput> = {}): ReleaseInput {
  return {
    title,
    album_type: "album",
    artists: [{ name: "The Tests" }],
    release_date: "2020-05-17",
    genres: ["ambient"],
    markets: null,
    gapless: false,
    tracks,
    ...more,
  };
}

export async function putRelease(service: TestService, release: ReleaseInput): Promise<z.infer<typeof releaseResponseSchema>> {
  const response = await service.ingest("POST", "/releases", release);
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return releaseResponseSchema.parse(await response.json());
}
