import type { Tier } from "../../domain/ladder.ts";
import type { DirectStore } from "../client/s3.ts";
import type { RetryRules } from "../client/retry.ts";
import type { Refusal } from "../scan/walk.ts";

export type IngestOptions = {
  /** Folders (or single files) of masters. */
  folders: string[];
  /** Origin of workers/ingest. */
  server: string;
  /** Its ingest key. */
  key: string;
  /** Where this machine keeps what it learnt, and scratch files. */
  cacheDir: string;
  /** Only these tiers; all of the ladder when absent. */
  tiers?: readonly Tier[];
  /** Whether audio features are computed of what lacks them; so unless it says false. */
  features?: boolean;
  /** Tracks encoded at once; all cores when absent. */
  concurrency?: number;
  onProgress?: (progress: IngestProgress) => void;
  signal?: AbortSignal;
  /** Where large objects go instead of through the Worker. */
  direct?: DirectStore;
  retries?: RetryRules;
};

export type AbsentTrack = { disc: number; number: number; title: string };

export type PublishedRelease = {
  albumId: string;
  title: string;
  outcome: "created" | "changed" | "unchanged";
  tracks: number;
  /** Tracks that the catalogue has and this delivery has not. */
  absent: AbsentTrack[];
};

export type QualityRemark = { path: string; problem: string; detail: string };

export type IngestProgress =
  | { kind: "inspecting"; done: number; total: number }
  /** Seconds of music. */
  | { kind: "encoding"; done: number; total: number }
  /** Recordings that got their features, of those known to lack them. */
  | { kind: "analysing"; done: number; total: number }
  | ({ kind: "refused" } & Refusal)
  | ({ kind: "remark" } & QualityRemark)
  | ({ kind: "published" } & PublishedRelease);

export type IngestSummary = {
  files: number;
  releases: PublishedRelease[];
  refused: Refusal[];
  remarks: QualityRemark[];
  /** Recordings that got renditions in this run, and the seconds of music in them. */
  encodedRecordings: number;
  encodedSeconds: number;
  /** Recordings that got audio features. */
  analysedRecordings: number;
  /** Objects that the server did not have. */
  uploadedObjects: number;
  uploadedBytes: number;
  /** Milliseconds. */
  elapsed: number;
};
