/** A stand-in for the API and media Workers, whose delays, rates and faults a test sets; serves the page under test too. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import type { Grant, GrantedRendition, GrantsRequest, GrantsResponse } from "../../contracts/playback.ts";
import type { Rendition } from "../../domain/catalogue.ts";
import { ladder } from "../../domain/ladder.ts";
import type { RefusalReason } from "../../domain/playability.ts";
import type { TestRecording } from "./test-music.ts";

export type StandInTrack = {
  id: string;
  albumId: string;
  recording: TestRecording;
  gapless?: boolean;
  gainDb?: number;
  refused?: RefusalReason;
};

export type MediaRequest =
  | { kind: "grants"; trackIds: string[] }
  | { kind: "media"; trackId: string; tier: string; range: string; status: number };

export type Conditions = {
  /** Milliseconds before each answer. */
  delay: number;
  /** Bits per second of each body; 0: as fast as it goes. */
  bitsPerSecond: number;
  /** Grants issued from now on live for so long. */
  grantSeconds: number;
  /** Media requests get this status instead of bytes. */
  mediaStatus: number | undefined;
};

export class MediaStandIn {
  readonly requests: MediaRequest[] = [];
  conditions: Conditions = { delay: 0, bitsPerSecond: 0, grantSeconds: 3600, mediaStatus: undefined };
  readonly #tracks: ReadonlyMap<string, StandInTrack>;
  readonly #page: { html: string; script: string };
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch(() => response.destroy());
  });
  /** Grants with a lower number are refused. */
  #firstGoodGrant = 0;
  #grantNumber = 0;

  constructor(tracks: readonly StandInTrack[], page: { html: string; script: string }) {
    this.#tracks = new Map(tracks.map((track) => [track.id, track]));
    this.#page = page;
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Grants for this track are refused from now on; undefined: granted again. */
  refuse(trackId: string, reason: RefusalReason | undefined): void {
    const track = this.#tracks.get(trackId);
    if (!track) throw new Error(`no track ${trackId}`);
    if (reason) track.refused = reason;
    else delete track.refused;
  }

  /** Every URL signed so far is refused from now on. */
  expireGrants(): void {
    this.#firstGoodGrant = this.#grantNumber + 1;
  }

  mediaRequests() {
    return this.requests.filter((request) => request.kind === "media");
  }

  /** The first rendition of a track. */
  renditionOf(trackId: string): Rendition {
    const [first] = this.#tracks.get(trackId)?.recording ?? [];
    if (!first) throw new Error(`no track ${trackId}`);
    return first.rendition;
  }

  /** Cuts every connection, answers under way too. */
  cutConnections(): void {
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", "http://stand-in");
    if (pathname === "/") return void response.setHeader("content-type", "text/html").end(this.#page.html);
    if (pathname === "/page.js") return void response.setHeader("content-type", "text/javascript").end(this.#page.script);
    if (pathname === "/favicon.ico") return void response.writeHead(204).end();
    await wait(this.conditions.delay);
    if (pathname === "/accounts/v1/session") return void response.setHeader("content-type", "application/json").end("{}");
    if (pathname === "/v1/playback/grants") return this.#grant(request, response);
    const [, media, grant = "", trackId = "", file = ""] = pathname.split("/");
    if (media === "media") return this.#media(request, response, { grant, trackId, file });
    response.statusCode = 404;
    response.end();
  }

  async #grant(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const { track_ids: trackIds } = JSON.parse(text) as GrantsRequest;
    this.requests.push({ kind: "grants", trackIds });
    const number = ++this.#grantNumber;
    const body: GrantsResponse = {
      grants: trackIds.map((id) => {
        const track = this.#tracks.get(id);
        if (!track || track.refused) return { track_id: id, refused: { reason: track?.refused ?? "not_found" } };
        return grantOf(track, number);
      }),
      expires_at: new Date(Date.now() + this.conditions.grantSeconds * 1000).toISOString(),
      prefetch: { whole_next_at: 0.75, head_after_next_at: 0.9 },
    };
    response.setHeader("content-type", "application/json").end(JSON.stringify(body));
  }

  async #media(request: IncomingMessage, response: ServerResponse, named: { grant: string; trackId: string; file: string }): Promise<void> {
    const tier = named.file.replace(/\.mp4$/, "");
    const bytes = this.#tracks.get(named.trackId)?.recording.find(({ rendition }) => rendition.tier === tier)?.bytes ?? Buffer.alloc(0);
    const match = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
    const from = Number(match?.[1] ?? 0);
    const until = match?.[2] ? Math.min(bytes.length, Number(match[2]) + 1) : bytes.length;
    const refusedBy = Number(named.grant) < this.#firstGoodGrant ? 403 : undefined;
    const status = this.conditions.mediaStatus ?? refusedBy ?? (from >= bytes.length ? 416 : match ? 206 : 200);
    this.requests.push({ kind: "media", trackId: named.trackId, tier, range: `${from}-${until - 1}`, status });
    if (status >= 400) return void response.writeHead(status).end();
    response.writeHead(status, {
      "content-type": "audio/mp4",
      "content-length": until - from,
      "accept-ranges": "bytes",
      "cache-control": "private, max-age=900, immutable",
      etag: `"${named.trackId}-${tier}"`,
      ...(status === 206 && { "content-range": `bytes ${from}-${until - 1}/${bytes.length}` }),
    });
    await this.#send(response, bytes.subarray(from, until));
  }

  async #send(response: ServerResponse, bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      const rate = this.conditions.bitsPerSecond;
      const length = rate === 0 ? 262_144 : Math.max(512, Math.round(rate / 8 / 50));
      if (response.destroyed) return;
      const chunk = bytes.subarray(at, at + length);
      const drained = new Promise<void>((resolve) => {
        response.write(chunk, () => resolve());
      });
      await (rate === 0 ? drained : wait((chunk.length * 8000) / rate));
      at += chunk.length;
    }
    response.end();
  }
}

function grantOf(track: StandInTrack, number: number): Grant {
  const renditions = track.recording.map(({ rendition }): GrantedRendition => {
    const { tier, codec, container, bitrate, bytes, sample_rate, channels, samples, encoder_delay, head } = rendition;
    return {
      tier,
      url: `/media/${number}/${track.id}/${ladder[tier].file}`,
      codec,
      container,
      mime_type: ladder[tier].mimeType,
      bitrate,
      bytes,
      sample_rate,
      channels,
      samples,
      encoder_delay,
      gain_db: track.gainDb ?? 0,
      head,
    };
  });
  const [first] = renditions;
  return {
    track_id: track.id,
    recording_id: track.id,
    preview: false,
    duration_ms: first ? Math.round((first.samples / first.sample_rate) * 1000) : 0,
    album_id: track.albumId,
    disc: 1,
    number: 1,
    gapless: track.gapless ?? false,
    waveform: Buffer.alloc(400, 128).toString("base64"),
    loudness: { integrated_lufs: -14, true_peak_dbtp: -1 },
    renditions,
  };
}
