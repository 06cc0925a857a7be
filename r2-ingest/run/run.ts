/** What the steps of one run share. */
import type { IngestClient, IngestObject } from "../client/client.ts";
import type { IngestCache } from "../identify/cache.ts";
import type { WorkerPool } from "../work/pool.ts";
import type { IngestOptions, IngestSummary, PublishedRelease, QualityRemark } from "./types.ts";

export class Run {
  readonly options: IngestOptions;
  readonly client: IngestClient;
  readonly cache: IngestCache;
  readonly pool: WorkerPool;
  /** A folder that is this process's alone. */
  readonly scratch: string;
  readonly summary: IngestSummary = {
    files: 0,
    releases: [],
    refused: [],
    remarks: [],
    encodedRecordings: 0,
    encodedSeconds: 0,
    analysedRecordings: 0,
    uploadedObjects: 0,
    uploadedBytes: 0,
    elapsed: 0,
  };

  constructor(parts: { options: IngestOptions; client: IngestClient; cache: IngestCache; pool: WorkerPool; scratch: string }) {
    this.options = parts.options;
    this.client = parts.client;
    this.cache = parts.cache;
    this.pool = parts.pool;
    this.scratch = parts.scratch;
  }

  refuse(path: string, reason: string): void {
    this.summary.refused.push({ path, reason });
    this.options.onProgress?.({ kind: "refused", path, reason });
  }

  remark(remark: QualityRemark): void {
    this.summary.remarks.push(remark);
    this.options.onProgress?.({ kind: "remark", ...remark });
  }

  published(release: PublishedRelease): void {
    this.summary.releases.push(release);
    this.options.onProgress?.({ kind: "published", ...release });
  }

  async upload(object: IngestObject): Promise<void> {
    if (!(await this.client.putObject(object))) return;
    this.summary.uploadedObjects++;
    this.summary.uploadedBytes += object.bytes;
  }
}
