import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { afterAll, beforeEach, expect, test } from "vitest";
import { S3Store, s3SettingsOf } from "./s3.ts";

const credentials = { accessKeyId: "key-id", secretAccessKey: "secret-key", bucket: "music" };

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function sha256(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

/** AWS Signature Version 4, computed anew from the request as it arrived (docs.aws.amazon.com, "Create a signed request"). */
function isSigned(request: IncomingMessage): boolean {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;
  const [, keyId, date = "", region = "", names = "", signature] = pattern.exec(request.headers.authorization ?? "") ?? [];
  const url = new URL(request.url ?? "/", `http://${request.headers.host ?? ""}`);
  const query = [...url.searchParams].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).toSorted();
  const headers = names.split(";").map((name) => `${name}:${String(request.headers[name] ?? "").trim()}\n`);
  const payload = String(request.headers["x-amz-content-sha256"]);
  const canonical = [request.method, url.pathname, query.join("&"), headers.join(""), names, payload].join("\n");
  const scope = `${date}/${region}/s3/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope, sha256(canonical)].join("\n");
  const key = ["s3", "aws4_request"].reduce(
    (derived, part) => hmac(derived, part),
    hmac(hmac(`AWS4${credentials.secretAccessKey}`, date), region),
  );
  return keyId === credentials.accessKeyId && hmac(key, toSign).toString("hex") === signature;
}

/** An object store that takes signed requests only, and fails where it is told to. */
class StandIn {
  readonly objects = new Map<string, Buffer>();
  readonly log: string[] = [];
  failures: number[] = [];
  readonly #parts = new Map<string, Map<number, Buffer>>();
  readonly server: Server = createServer((request, response) => {
    void this.#answer(request).then(([status, body, headers = {}]) => response.writeHead(status, headers).end(body));
  });

  async #answer(request: IncomingMessage): Promise<[number, string, Record<string, string>?]> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const url = new URL(request.url ?? "/", "http://store");
    this.log.push(`${request.method} ${url.pathname}${url.search}`);
    const failure = this.failures.shift();
    if (failure) return [failure, ""];
    const announced = String(request.headers["x-amz-content-sha256"]);
    if (!isSigned(request)) return [403, ""];
    if (announced !== "UNSIGNED-PAYLOAD" && announced !== sha256(body)) return [400, ""];
    const upload = url.searchParams.get("uploadId");
    if (url.searchParams.has("uploads")) {
      this.#parts.set("upload 1", new Map());
      return [200, "<InitiateMultipartUploadResult><UploadId>upload 1</UploadId></InitiateMultipartUploadResult>"];
    }
    if (upload === null) this.objects.set(url.pathname, body);
    else if (request.method === "DELETE") this.#parts.delete(upload);
    else if (request.method === "PUT") this.#parts.get(upload)?.set(Number(url.searchParams.get("partNumber")), body);
    else
      this.objects.set(
        url.pathname,
        Buffer.concat([...(this.#parts.get(upload) ?? [])].toSorted(([a], [b]) => a - b).map(([, part]) => part)),
      );
    return [200, "", { etag: `"${sha256(body).slice(0, 8)}"` }];
  }

  get open(): number {
    return this.#parts.size;
  }
}

let standIn: StandIn;
let endpoint: string;
const servers: Server[] = [];

beforeEach(async () => {
  standIn = new StandIn();
  servers.push(standIn.server.listen(0, "127.0.0.1"));
  await once(standIn.server, "listening");
  const address = standIn.server.address();
  endpoint = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
});
afterAll(() => {
  for (const server of servers) server.close();
});

const data = Buffer.from(Array.from({ length: 2500 }, (_, index) => index % 251));
const key = "recordings/4uLU6hMCjMI75M1A2tKUQC/flac.mp4";
const path = `/music/${key}`;

function store(secretAccessKey = credentials.secretAccessKey): S3Store {
  const retries = { attempts: 3, firstPause: 0, pause: async () => undefined };
  return new S3Store({ ...credentials, secretAccessKey, endpoint }, retries, { partBytes: 1000 });
}

test("a small object is one signed request with its checksum", async () => {
  const small = data.subarray(0, 900);
  await store().put(key, new Blob([small]), sha256(small));
  expect(standIn.log).toEqual([`PUT ${path}`]);
  expect(standIn.objects.get(path)).toEqual(small);
});

test("a large one goes in parts, and a part that failed goes again alone", async () => {
  standIn.failures = [0, 0, 503];
  await store().put(key, new Blob([data]), sha256(data));
  expect(standIn.objects.get(path)).toEqual(data);
  expect(standIn.log.filter((line) => line.includes("partNumber=2"))).toHaveLength(2);
  expect(standIn.log.filter((line) => line.includes("partNumber=3"))).toHaveLength(1);
});

test("an upload that cannot be finished is given up, so that nothing lingers", async () => {
  standIn.failures = [0, 0, 503, 503, 503];
  await expect(store().put(key, new Blob([data]), sha256(data))).rejects.toThrow("answered 503");
  expect(standIn.open).toBe(0);
  expect(standIn.objects.size).toBe(0);
});

test("a wrong secret is refused at once", async () => {
  await expect(store("another").put(key, new Blob([data.subarray(0, 10)]), sha256(data.subarray(0, 10)))).rejects.toThrow("refused: 403");
  expect(standIn.log).toHaveLength(1);
});

test("settings are all there or none", () => {
  const whole = {
    NEARFIELD_S3_ENDPOINT: "https://x",
    NEARFIELD_S3_BUCKET: "b",
    NEARFIELD_S3_ACCESS_KEY_ID: "k",
    NEARFIELD_S3_SECRET_ACCESS_KEY: "s",
  };
  expect(s3SettingsOf(whole)).toEqual({ endpoint: "https://x", bucket: "b", accessKeyId: "k", secretAccessKey: "s" });
  expect(s3SettingsOf({ ...whole, NEARFIELD_S3_BUCKET: "" })).toBeUndefined();
});
