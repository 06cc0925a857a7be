/** Large objects straight to R2 by its S3 interface: one signed request, or a multipart upload whose parts are retried alone. */
import { AwsClient } from "aws4fetch";
import { TemporaryError, withRetries, type RetryRules } from "./retry.ts";

export type S3Settings = { endpoint: string; bucket: string; accessKeyId: string; secretAccessKey: string };

export type DirectStore = { put(key: string, body: Blob, sha256: string, signal?: AbortSignal): Promise<void> };

/** R2 wants all parts but the last equally large, and at least 5 MiB. */
const partBytes = 64 * 1024 * 1024;

const contentTypes: Record<string, string> = {
  mp4: "audio/mp4",
  ogg: "audio/ogg",
  flac: "audio/flac",
  wav: "audio/wav",
  mp3: "audio/mpeg",
};

/** @returns the settings, or undefined when the environment does not name all of them */
export function s3SettingsOf(environment: Record<string, string | undefined>): S3Settings | undefined {
  const endpoint = environment.NEARFIELD_S3_ENDPOINT;
  const bucket = environment.NEARFIELD_S3_BUCKET;
  const accessKeyId = environment.NEARFIELD_S3_ACCESS_KEY_ID;
  const secretAccessKey = environment.NEARFIELD_S3_SECRET_ACCESS_KEY;
  return endpoint && bucket && accessKeyId && secretAccessKey ? { endpoint, bucket, accessKeyId, secretAccessKey } : undefined;
}

export class S3Store implements DirectStore {
  readonly #client: AwsClient;
  readonly #settings: S3Settings;
  readonly #retries: RetryRules;
  readonly #partBytes: number;

  constructor(settings: S3Settings, retries: RetryRules, options: { partBytes?: number } = {}) {
    this.#settings = settings;
    this.#retries = retries;
    this.#partBytes = options.partBytes ?? partBytes;
    // Retries are ours: aws4fetch's own know no abort signal.
    this.#client = new AwsClient({
      accessKeyId: settings.accessKeyId,
      secretAccessKey: settings.secretAccessKey,
      service: "s3",
      region: "auto",
      retries: 0,
    });
  }

  async put(key: string, body: Blob, sha256: string, signal?: AbortSignal): Promise<void> {
    const headers = {
      "content-type": contentTypes[key.split(".").at(-1) ?? ""] ?? "application/octet-stream",
      "cache-control": "public, max-age=31536000, immutable",
      "x-amz-meta-sha256": sha256,
    };
    if (body.size <= this.#partBytes) {
      await this.#send("PUT", key, { headers: { ...headers, "x-amz-content-sha256": sha256 }, body, signal });
      return;
    }
    const created = await (await this.#send("POST", `${key}?uploads`, { headers, signal })).text();
    const [, uploadId] = /<UploadId>([^<]+)<\/UploadId>/.exec(created) ?? [];
    if (!uploadId) throw new Error("the object store began no upload");
    const upload = `uploadId=${encodeURIComponent(uploadId)}`;
    try {
      const parts = await this.#putParts(key, upload, body, signal);
      await this.#send("POST", `${key}?${upload}`, { body: completion(parts), headers: { "content-type": "application/xml" }, signal });
    } catch (error) {
      // What is not aborted is stored, and paid for, until the bucket's own rules remove it.
      await this.#send("DELETE", `${key}?${upload}`, {}).catch(() => undefined);
      throw error;
    }
  }

  async #putParts(key: string, upload: string, body: Blob, signal: AbortSignal | undefined): Promise<string[]> {
    const tags: string[] = [];
    for (let from = 0; from < body.size; from += this.#partBytes) {
      const part = body.slice(from, from + this.#partBytes);
      const response = await this.#send("PUT", `${key}?partNumber=${tags.length + 1}&${upload}`, { body: part, signal });
      tags.push(response.headers.get("etag") ?? "");
    }
    return tags;
  }

  #send(
    method: string,
    keyAndQuery: string,
    request: { headers?: Record<string, string>; body?: Blob | string; signal?: AbortSignal | undefined },
  ): Promise<Response> {
    const url = `${this.#settings.endpoint.replace(/\/$/, "")}/${this.#settings.bucket}/${keyAndQuery}`;
    const { body, headers = {}, signal } = request;
    return withRetries(this.#retries, signal, async () => {
      const bytes = typeof body === "string" ? body : await body?.arrayBuffer();
      const signed = await this.#client.sign(url, { method, headers, ...(bytes !== undefined && { body: bytes }) });
      let response: Response;
      try {
        response = await fetch(signed, signal ? { signal } : {});
      } catch (error) {
        signal?.throwIfAborted();
        throw new TemporaryError("the object store cannot be reached", { cause: error });
      }
      if (response.ok) return response;
      const status = response.status;
      await response.body?.cancel();
      if (status === 429 || status >= 500) throw new TemporaryError(`the object store answered ${status}`);
      throw new Error(`the object store refused: ${status}`);
    });
  }
}

function completion(tags: readonly string[]): string {
  const parts = tags.map((tag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${tag}</ETag></Part>`);
  return `<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`;
}
