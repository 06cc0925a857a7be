import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { FeaturesDocument } from "../../contracts/audio-features.ts";
import { analysisFile, featuresVersion } from "../../domain/audio-features.ts";
import type { Analysed } from "./analyser.ts";

export type WrittenFeatures = { document: FeaturesDocument; path: string };

/** Writes the analysis as the file that it is stored as. @param computed when, in milliseconds since 1970, and for how long */
export function writeFeatures(analysed: Analysed, directory: string, computed: { at: number; seconds: number }): WrittenFeatures {
  const bytes = gzipSync(JSON.stringify(analysed.analysis));
  const path = join(directory, analysisFile(featuresVersion));
  writeFileSync(path, bytes);
  const document = {
    version: featuresVersion,
    analysed_at: computed.at,
    analysis_time: Math.round(computed.seconds * 1000) / 1000,
    features: analysed.features,
    analysis: { bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") },
  };
  return { document, path };
}
