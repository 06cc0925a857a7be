import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { Download } from "./download.ts";
import { Refused, Service } from "./service.ts";

const file = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, index) => (index * 7 + (index >> 8)) & 255));
const id = "1".repeat(22);
const codec = {
  tier: "vorbis-160",
  codec: "vorbis",
  container: "ogg",
  mime_type: "audio/ogg",
  bitrate: 160_000,
  encoder_delay: 0,
  gain_db: 0,
};
const rendition = { ...codec, bytes: file.length, sample_rate: 44_100, channels: 2, samples: 100, head: { offset: 0, length: 100 } };
const place = { track_id: id, recording_id: id, album_id: id, disc: 1, number: 1, gapless: false, preview: false };
const grant = { ...place, duration_ms: 1, waveform: "", loudness: { integrated_lufs: null, true_peak_dbtp: null } };

/** What the service does, request by request, before it does what it should. */
type Trouble = "away" | "breaks off" | "expired" | "refused";

let close = (): void => {};
afterEach(() => close());

async function openService(grants: Trouble[], files: Trouble[]): Promise<{ service: Service; asked: string[] }> {
  const asked: string[] = [];
  let granted = 0;
  const started = createServer((request, response) => {
    const isGrant = request.method === "POST";
    const trouble = (isGrant ? grants : files).shift();
    asked.push(isGrant ? "grant" : (request.headers.range ?? ""));
    if (trouble === "away") request.socket.destroy();
    else if (trouble === "expired" || trouble === "refused") response.writeHead(403).end(JSON.stringify({ error: { message: "no" } }));
    else if (isGrant) {
      granted += 1;
      const renditions = [{ ...rendition, url: `/media/${granted}/file` }];
      const body = { grants: [{ ...grant, renditions }], expires_at: "2030-01-01T00:00:00Z" };
      response.end(JSON.stringify({ ...body, prefetch: { whole_next_at: 0.75, head_after_next_at: 0.9 } }));
    } else {
      const [from = 0, to = 0] = (/\d+-\d+/.exec(request.headers.range ?? "")?.[0] ?? "").split("-").map(Number);
      response.writeHead(206, { "content-length": to + 1 - from });
      if (trouble === "breaks off") response.write(file.subarray(from, from + 70_000), () => request.socket.destroy());
      else response.end(file.subarray(from, to + 1));
    }
  });
  close = () => started.close();
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  // It listens on a port, not on a pipe.
  const { port } = started.address() as AddressInfo;
  return { service: new Service(`http://127.0.0.1:${port}`, { token: async () => "a token" }), asked };
}

const { signal } = new AbortController();

test("a file arrives whole, though the service goes away, breaks off and forgets its grant meanwhile", async () => {
  const { service, asked } = await openService(["away", "away"], ["breaks off", "expired", "away", "breaks off"]);
  const download = await Download.of(service, id, signal);
  expect(file.subarray(1000, 251_000).equals(await download.read(1000, 250_000))).toBe(true);
  expect(asked.filter((request) => request === "grant")).toHaveLength(4);
});

test("a track that may not be played is not asked for again and again", async () => {
  const { service, asked } = await openService(["refused"], []);
  await expect(Download.of(service, id, signal)).rejects.toBeInstanceOf(Refused);
  expect(asked).toEqual(["grant"]);
});

test("a file that is withheld for good ends with that", async () => {
  const { service, asked } = await openService([], ["refused", "refused", "refused"]);
  const download = await Download.of(service, id, signal);
  await expect(download.read(0, 100)).rejects.toBeInstanceOf(Refused);
  expect(asked).toEqual(["grant", "bytes=0-99", "grant", "bytes=0-99"]);
});
