/** Speaks the ingest contract (contracts/ingest.ts). */
import { createWriteStream, openAsBlob } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { setTimeout as wait } from "node:timers/promises";
import type { z } from "zod";
import { errorBodySchema } from "../../contracts/errors.ts";
import {
  contentSha256Header,
  featuresResponseSchema,
  objectResponseSchema,
  recordingResponseSchema,
  releaseResponseSchema,
  resolveResponseSchema,
  staleResponseSchema,
  takedownResponseSchema,
  type resolvedRecordingSchema,
  type takedownRequestSchema,
} from "../../contracts/ingest.ts";
import type { FeaturesDocument } from "../../contracts/audio-features.ts";
import type { StaleRecording } from "../../domain/audio-features.ts";
import type { Recording } from "../../domain/catalogue.ts";
import type { ReleaseInput } from "../../domain/release.ts";
import { TemporaryError, withRetries, type RetryRules } from "./retry.ts";
import type { DirectStore } from "./s3.ts";

/** The server refused: trying the same again cannot help. */
export class ServerRefusal extends Error {
  readonly status: number;
  /** One of contracts/errors.ts. */
  readonly reason: string;

  constructor(status: number, reason: string, message: string) {
    super(message);
    this.status = status;
    this.reason = reason;
  }
}

export type IngestObject =
  | { key: string; sha256: string; bytes: number; path: string }
  | { key: string; sha256: string; bytes: number; data: Uint8Array };

export type ResolvedRecording = z.infer<typeof resolvedRecordingSchema>;

const resolveBatch = 500;
/** Objects larger than this go straight to R2 where that is configured: Workers accept bodies up to 100 MB on smaller plans. */
const directBytes = 90_000_000;
/** Milliseconds for an answer without a large body. */
const jsonTimeout = 60_000;
/** Milliseconds for a master, the largest thing there is. */
const masterTimeout = 30 * 60_000;
/** The slowest upload that is waited for, in bytes per millisecond. */
const slowestUpload = 50;

export const usualRetries: RetryRules = {
  attempts: 6,
  firstPause: 500,
  pause: (milliseconds, signal) => wait(milliseconds, undefined, signal ? { signal } : {}),
};

export type ClientOptions = {
  server: string;
  key: string;
  signal?: AbortSignal | undefined;
  direct?: DirectStore | undefined;
  retries?: RetryRules;
};

type ClientRequest = { method: string; headers: Record<string, string>; body?: string | Blob; timeout: number };

export class IngestClient {
  readonly #options: ClientOptions;
  readonly #retries: RetryRules;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#retries = options.retries ?? usualRetries;
  }

  async resolve(hashes: readonly string[]): Promise<Map<string, ResolvedRecording>> {
    const resolved = new Map<string, ResolvedRecording>();
    const distinct = [...new Set(hashes)];
    for (let from = 0; from < distinct.length; from += resolveBatch) {
      const body = { audio_sha256: distinct.slice(from, from + resolveBatch) };
      const { recordings } = await this.#json("POST", "recordings/resolve", body, resolveResponseSchema);
      for (const recording of recordings) resolved.set(recording.audio_sha256, recording);
    }
    return resolved;
  }

  /** @returns whether bytes were sent that the server did not have */
  async putObject(object: IngestObject): Promise<boolean> {
    const { direct, signal } = this.#options;
    const body = "path" in object ? await openAsBlob(object.path) : new Blob([Uint8Array.from(object.data)]);
    if (direct && object.bytes > directBytes) {
      await direct.put(object.key, body, object.sha256, signal);
      return true;
    }
    const { stored } = await this.#request(`objects/${object.key}`, objectResponseSchema, {
      method: "PUT",
      headers: { [contentSha256Header]: object.sha256, "content-type": "application/octet-stream" },
      body,
      timeout: jsonTimeout + Math.ceil(object.bytes / slowestUpload),
    });
    return stored;
  }

  putRecording(id: string, recording: Recording): Promise<z.infer<typeof recordingResponseSchema>> {
    return this.#json("PUT", `recordings/${id}`, recording, recordingResponseSchema);
  }

  putFeatures(id: string, document: FeaturesDocument): Promise<z.infer<typeof featuresResponseSchema>> {
    return this.#json("PUT", `recordings/${id}/features`, document, featuresResponseSchema);
  }

  /** @returns a page of those after an id, in the order of their ids; an empty one is the last */
  async staleRecordings(version: number, after: string): Promise<StaleRecording[]> {
    const query = new URLSearchParams({ version: String(version), after });
    const request = { method: "GET", headers: {}, timeout: jsonTimeout };
    return (await this.#request(`recordings/stale?${query}`, staleResponseSchema, request)).recordings;
  }

  /** Brings a master back, as it was delivered. */
  async fetchMaster(id: string, path: string): Promise<void> {
    await this.#retried(`masters/${id}`, { method: "GET", headers: {}, timeout: masterTimeout }, async ({ body }) => {
      if (body) await pipeline(Readable.fromWeb(body as ReadableStream<Uint8Array>), createWriteStream(path));
    });
  }

  postRelease(release: ReleaseInput): Promise<z.infer<typeof releaseResponseSchema>> {
    return this.#json("POST", "releases", release, releaseResponseSchema);
  }

  postTakedown(request: z.infer<typeof takedownRequestSchema>): Promise<z.infer<typeof takedownResponseSchema>> {
    return this.#json("POST", "takedowns", request, takedownResponseSchema);
  }

  #json<Schema extends z.ZodType>(method: string, path: string, body: unknown, schema: Schema): Promise<z.infer<Schema>> {
    const headers = { "content-type": "application/json" };
    return this.#request(path, schema, { method, headers, body: JSON.stringify(body), timeout: jsonTimeout });
  }

  #request<Schema extends z.ZodType>(path: string, schema: Schema, request: ClientRequest): Promise<z.infer<Schema>> {
    return this.#retried(path, request, async (response) => schema.parse(await response.json()));
  }

  #retried<Result>(path: string, request: ClientRequest, read: (response: Response) => Promise<Result>): Promise<Result> {
    const { server, key, signal } = this.#options;
    const { timeout, ...init } = request;
    return withRetries(this.#retries, signal, async () => {
      const limit = AbortSignal.timeout(timeout);
      const headers = { ...init.headers, authorization: `Bearer ${key}` };
      const response = await reach(
        new URL(`/ingest/v1/${path}`, server),
        {
          ...init,
          headers,
          signal: signal ? AbortSignal.any([signal, limit]) : limit,
        },
        signal,
      );
      return read(response);
    });
  }
}

/** @throws TemporaryError for lost connections, 429 and 5xx; ServerRefusal for everything else that is not a success */
async function reach(url: URL, init: RequestInit, signal: AbortSignal | undefined): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    signal?.throwIfAborted();
    throw new TemporaryError(`${url.origin} cannot be reached`, { cause: error });
  }
  if (response.ok) return response;
  const body = await response.text();
  if (response.status === 429 || response.status >= 500) {
    const after = Number(response.headers.get("retry-after"));
    throw new TemporaryError(`${url.origin} answered ${response.status}`, { after: after > 0 ? after * 1000 : undefined });
  }
  throw refusalOf(response.status, body);
}

function refusalOf(status: number, body: string): ServerRefusal {
  try {
    const { error } = errorBodySchema.parse(JSON.parse(body));
    return new ServerRefusal(status, error.reason, error.field ? `${error.message} (${error.field})` : error.message);
  } catch {
    return new ServerRefusal(status, "unknown", `the server answered ${status}`);
  }
}
