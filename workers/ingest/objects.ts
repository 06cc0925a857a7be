/** Object bytes of the catalogue: content-addressed, checked, never overwritten once they are described. */
import { ClientError } from "../../contracts/errors.ts";
import type { FeaturesDocument } from "../../contracts/audio-features.ts";
import { contentSha256Header, objectKeySchema, type objectResponseSchema } from "../../contracts/ingest.ts";
import { readFeaturesVersions } from "../../d1/catalog/audio-features.ts";
import { isDescribed } from "../../d1/catalog/recordings.ts";
import type { SlicedDatabases } from "../../d1/databases.ts";
import { toHex } from "../../domain/hex.ts";
import { analysisKey, versionOfAnalysisFile } from "../../domain/audio-features.ts";
import { sha256Schema, type Rendition } from "../../domain/catalogue.ts";
import { renditionKey, tierOfFile } from "../../domain/ladder.ts";
import { withheldKey } from "../../domain/withheld.ts";
import type { z } from "zod";

const contentTypes: Record<string, string> = {
  mp4: "audio/mp4",
  ogg: "audio/ogg",
  jpg: "image/jpeg",
  flac: "audio/flac",
  wav: "audio/wav",
  mp3: "audio/mpeg",
  gz: "application/gzip",
};

/**
 * Stores one object, unless the same bytes are there. Bytes that differ replace only what no row describes yet:
 * what an ingest that was cut off left behind.
 * @throws ClientError `invalid_request`, `checksum_mismatch`, `immutable`
 */
export async function storeObject(input: {
  bucket: R2Bucket;
  databases: SlicedDatabases;
  key: string;
  request: Request;
}): Promise<z.infer<typeof objectResponseSchema>> {
  const { bucket, databases, key, request } = input;
  if (!objectKeySchema.safeParse(key).success)
    throw new ClientError("invalid_request", { message: "That is no object key.", field: "key" });
  const offered = sha256Schema.safeParse(request.headers.get(contentSha256Header));
  if (!offered.success)
    throw new ClientError("invalid_request", { message: "SHA-256 of the bytes, in hex, is required.", field: contentSha256Header });
  // A file that is withheld is stored, however it came: a takedown can't be undone by uploading it again.
  const held = (await bucket.head(key)) ?? (await bucket.head(withheldKey(key)));
  if (held && hexOf(held.checksums.sha256) === offered.data) {
    await request.body?.cancel();
    return { key, bytes: held.size, stored: false };
  }
  if (held && (await isProtected(databases, key))) throw new ClientError("immutable");
  if (!request.body) throw new ClientError("invalid_request", { message: "The object's bytes are missing." });
  const contentType = contentTypes[key.split(".").at(-1) ?? ""] ?? "application/octet-stream";
  try {
    const stored = await bucket.put(key, request.body, {
      sha256: offered.data,
      httpMetadata: { contentType, cacheControl: "public, max-age=31536000, immutable" },
    });
    return { key, bytes: stored.size, stored: true };
  } catch (error) {
    if (error instanceof Error && /sha-?256|checksum|digest/i.test(error.message)) throw new ClientError("checksum_mismatch");
    throw error;
  }
}

/** Renditions and analyses are protected by their row, masters and images by being there: they are named after their bytes. */
async function isProtected(databases: SlicedDatabases, key: string): Promise<boolean> {
  const [kind, id = "", file = ""] = key.split("/");
  if (kind !== "recordings") return false;
  const version = versionOfAnalysisFile(file);
  if (version !== undefined) return ((await readFeaturesVersions(databases, [id])).get(id) ?? 0) >= version;
  const tier = tierOfFile(file);
  return tier !== undefined && (await isDescribed(databases, id, tier));
}

/** @throws ClientError `object_missing` naming the rendition whose file is absent or has another size */
export async function verifyFiles(bucket: R2Bucket, recordingId: string, renditions: readonly Rendition[]): Promise<void> {
  const heads = await Promise.all(renditions.map((rendition) => bucket.head(renditionKey(recordingId, rendition.tier))));
  const index = renditions.findIndex((rendition, position) => heads[position]?.size !== rendition.bytes);
  const missing = renditions[index];
  if (missing)
    throw new ClientError("object_missing", {
      message: `The file of ${missing.tier} was not uploaded, or has another size.`,
      field: missing.tier,
    });
}

/** @throws ClientError `object_missing` when the analysis is absent or has another size, though withheld ones are there */
export async function verifyAnalysis(bucket: R2Bucket, recordingId: string, { version, analysis }: FeaturesDocument): Promise<void> {
  const key = analysisKey(recordingId, version);
  const held = (await bucket.head(key)) ?? (await bucket.head(withheldKey(key)));
  if (held?.size !== analysis.bytes)
    throw new ClientError("object_missing", { message: "The analysis was not uploaded, or has another size.", field: "analysis" });
}

function hexOf(buffer: ArrayBuffer | undefined): string {
  return buffer ? toHex(new Uint8Array(buffer)) : "";
}
