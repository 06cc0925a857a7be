/** The ingest contract in memory, for tests of those who speak it. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { once } from "node:events";
import { featuresDocumentSchema, type FeaturesDocument } from "../../contracts/audio-features.ts";
import { contentSha256Header, objectKeySchema, resolveRequestSchema, staleRequestSchema } from "../../contracts/ingest.ts";
import { analysisKey, versionOfAnalysisFile } from "../../domain/audio-features.ts";
import { recordingSchema, type Recording } from "../../domain/catalogue.ts";
import { encodeId } from "../../domain/ids.ts";
import { ladder, renditionKey, type Tier } from "../../domain/ladder.ts";
import { releaseInputSchema, type ReleaseInput } from "../../domain/release.ts";

type Reply = { status: number; body: unknown };

export class MemoryServer {
  readonly key = "test-key";
  readonly objects = new Map<string, Buffer>();
  readonly recordings = new Map<string, Recording>();
  readonly features = new Map<string, FeaturesDocument>();
  readonly releases = new Map<string, ReleaseInput>();
  /** `METHOD path` of every request. */
  readonly requests: string[] = [];
  /** Answers with this before anything else is looked at; undefined lets the request through. */
  interfere: (method: string, path: string) => number | undefined = () => undefined;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(({ status, body }) =>
        response.writeHead(status, { "content-type": "application/json" }).end(Buffer.isBuffer(body) ? body : JSON.stringify(body)),
      );
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  /** Objects that no row refers to. */
  orphans(): string[] {
    const described = new Set<string>();
    for (const [id, { source, renditions }] of this.recordings) {
      described.add(source.master_key);
      for (const { tier } of renditions) described.add(renditionKey(id, tier));
    }
    for (const [id, { version }] of this.features) described.add(analysisKey(id, version));
    for (const { cover } of this.releases.values()) for (const size of cover?.sizes ?? []) described.add(`images/${cover?.id}/${size}.jpg`);
    return [...this.objects.keys()].filter((key) => !described.has(key));
  }

  async #answer(request: IncomingMessage): Promise<Reply> {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://server");
    const method = request.method ?? "GET";
    this.requests.push(`${method} ${pathname}`);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const status = this.interfere(method, pathname);
    if (status !== undefined) return refusal(status, status === 503 ? "overloaded" : "unprocessable");
    if (request.headers.authorization !== `Bearer ${this.key}`) return refusal(401, "unauthorized");
    const [, kind = "", rest = ""] = /^\/ingest\/v1\/([a-z]+)\/?(.*)$/.exec(pathname) ?? [];
    if (kind === "objects") return this.#putObject(rest, String(request.headers[contentSha256Header]), body);
    if (kind === "masters") return this.#getMaster(rest);
    if (method === "GET") return this.#stale(searchParams);
    const json: unknown = JSON.parse(body.toString("utf8"));
    if (kind === "recordings" && rest === "resolve") return this.#resolve(json);
    if (kind === "recordings") {
      const [id = "", part] = rest.split("/");
      return part === "features" ? this.#putFeatures(id, json) : this.#putRecording(id, json);
    }
    return kind === "releases" ? this.#postRelease(json) : refusal(404, "not_found");
  }

  #resolve(json: unknown): Reply {
    const recordings = resolveRequestSchema.parse(json).audio_sha256.map((hash) => {
      const recordingId = encodeId(Buffer.from(hash.slice(0, 32), "hex"));
      const known = this.recordings.get(recordingId);
      return {
        audio_sha256: hash,
        recording_id: recordingId,
        tiers: known?.renditions.map(({ tier }) => tier) ?? [],
        analysis: known?.analysis ?? null,
        features_version: this.features.get(recordingId)?.version ?? null,
      };
    });
    return { status: 200, body: { recordings } };
  }

  #putObject(key: string, sha256: string, body: Buffer): Reply {
    if (!objectKeySchema.safeParse(key).success) return refusal(400, "invalid_request");
    if (createHash("sha256").update(body).digest("hex") !== sha256) return refusal(422, "checksum_mismatch");
    const stored = !this.objects.get(key)?.equals(body);
    if (stored && this.objects.has(key) && this.#isDescribed(key)) return refusal(409, "immutable");
    this.objects.set(key, body);
    return { status: stored ? 201 : 200, body: { key, bytes: body.length, stored } };
  }

  #isDescribed(key: string): boolean {
    const [kind, id = "", file] = key.split("/");
    if (kind !== "recordings") return true;
    const version = versionOfAnalysisFile(file ?? "");
    if (version !== undefined) return (this.features.get(id)?.version ?? 0) >= version;
    return this.recordings.get(id)?.renditions.some(({ tier }) => ladder[tier].file === file) ?? false;
  }

  #putRecording(id: string, json: unknown): Reply {
    const given = recordingSchema.parse(json);
    const missing = given.renditions.find(({ tier, bytes }) => this.objects.get(renditionKey(id, tier))?.length !== bytes);
    if (missing) return refusal(422, "object_missing", missing.tier);
    const known = this.recordings.get(id);
    const added = given.renditions.filter(({ tier }) => !known?.renditions.some((rendition) => rendition.tier === tier));
    const merged = { ...(known ?? given), renditions: [...(known?.renditions ?? []), ...added] };
    this.recordings.set(id, merged);
    const tiers: Tier[] = merged.renditions.map(({ tier }) => tier);
    return { status: 200, body: { recording_id: id, tiers, changed: !known || added.length > 0 } };
  }

  #putFeatures(id: string, json: unknown): Reply {
    const given = featuresDocumentSchema.parse(json);
    if (!this.recordings.has(id)) return refusal(404, "not_found");
    const former = this.features.get(id);
    if (former && former.version >= given.version)
      return { status: 200, body: { recording_id: id, version: former.version, changed: false } };
    if (this.objects.get(analysisKey(id, given.version))?.length !== given.analysis.bytes)
      return refusal(422, "object_missing", "analysis");
    this.features.set(id, given);
    return { status: 200, body: { recording_id: id, version: given.version, changed: true } };
  }

  #stale(query: URLSearchParams): Reply {
    const { version, after, limit } = staleRequestSchema.parse(Object.fromEntries(query));
    const stale = [...this.recordings].filter(([id]) => id > after && (this.features.get(id)?.version ?? 0) < version);
    const recordings = stale.toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, limit);
    const named = recordings.map(([id, { source, analysis }]) => {
      return { recording_id: id, master_key: source.master_key, integrated_lufs: analysis.integrated_lufs };
    });
    return { status: 200, body: { recordings: named } };
  }

  #getMaster(id: string): Reply {
    const master = this.objects.get(this.recordings.get(id)?.source.master_key ?? "");
    return master ? { status: 200, body: master } : refusal(404, "not_found");
  }

  #postRelease(json: unknown): Reply {
    const release = releaseInputSchema.parse(json);
    const identity = release.ref ?? release.upc ?? release.folder ?? release.title;
    const albumId = encodeId(createHash("sha256").update(identity).digest().subarray(0, 16));
    const before = this.releases.get(albumId);
    this.releases.set(albumId, release);
    const named = ({ disc, number, title }: ReleaseInput["tracks"][number]) => ({
      track_id: encodeId(createHash("sha256").update(`${albumId}${disc}-${number}`).digest().subarray(0, 16)),
      disc,
      number,
      title,
    });
    const absent = (before?.tracks ?? []).filter((old) => !release.tracks.some(({ recording_id }) => recording_id === old.recording_id));
    const outcome = !before ? "created" : JSON.stringify(before) === JSON.stringify(release) ? "unchanged" : "changed";
    return { status: 200, body: { album_id: albumId, outcome, tracks: release.tracks.map(named), absent: absent.map(named) } };
  }
}

function refusal(status: number, reason: string, field?: string): Reply {
  return { status, body: { error: { status, message: reason, reason, ...(field && { field }) } } };
}
