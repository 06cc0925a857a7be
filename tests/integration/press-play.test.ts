import { afterAll, beforeAll, expect, test } from "vitest";
import { grantsResponseSchema, type Grant } from "../../contracts/playback.ts";
import { albumSchema } from "../../contracts/web-api/albums.ts";
import { artistAlbumSchema, artistSchema } from "../../contracts/web-api/artists.ts";
import { newReleasesSchema } from "../../contracts/web-api/browse.ts";
import { pageSchema, simplifiedTrackSchema } from "../../contracts/web-api/common.ts";
import { trackSchema } from "../../contracts/web-api/tracks.ts";
import { bytesNamed, fileLength, putObject, putRecording, putRelease, releaseInput, sha256, trackInput } from "../support/catalogue.ts";
import { startService, waitFor, type TestService } from "../support/runtime.ts";

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.stop());

async function grantsFor(ids: string[], token?: string) {
  const response = await service.api("/v1/playback/grants", { body: { track_ids: ids }, ...(token && { token }) });
  expect(response.status).toBe(200);
  return grantsResponseSchema.parse(await response.json());
}

async function grantFor(id: string, token?: string): Promise<Grant> {
  const [grant] = (await grantsFor([id], token)).grants;
  if (!grant || "refused" in grant) throw new Error(`refused: ${JSON.stringify(grant)}`);
  return grant;
}

test("a release that is brought in can be browsed, granted and fetched byte for byte", async () => {
  const recording = await putRecording(service, "first light");
  const release = await putRelease(
    service,
    releaseInput("First Light", [trackInput(recording, 1)], { c_line: "2020 The Tests", upc: "123456789012" }),
  );
  expect(release.outcome).toBe("created");
  const trackId = release.tracks[0]?.track_id ?? "";

  await waitFor(async () => {
    const { albums } = newReleasesSchema.parse(await (await service.api("/v1/browse/new-releases?limit=50")).json());
    return albums.items.some((album) => album.id === release.album_id);
  }, "the release among the new ones");
  const album = albumSchema.parse(await (await service.api(`/v1/albums/${release.album_id}`)).json());
  expect(album).toMatchObject({
    name: "First Light",
    total_tracks: 1,
    external_ids: { upc: "123456789012" },
    copyrights: [{ text: "2020 The Tests", type: "C" }],
  });
  expect(album.tracks.items[0]).toMatchObject({ id: trackId, is_playable: true, duration_ms: 60_000 });
  const tracks = pageSchema(simplifiedTrackSchema).parse(await (await service.api(`/v1/albums/${release.album_id}/tracks`)).json());
  expect(tracks.total).toBe(1);
  expect(trackSchema.parse(await (await service.api(`/v1/tracks/${trackId}`)).json()).album.id).toBe(release.album_id);

  const artistId = album.artists[0]?.id ?? "";
  expect(artistSchema.parse(await (await service.api(`/v1/artists/${artistId}`)).json())).toMatchObject({
    name: "The Tests",
    genres: ["ambient"],
  });
  const albums = pageSchema(artistAlbumSchema).parse(
    await (await service.api(`/v1/artists/${artistId}/albums?include_groups=album`)).json(),
  );
  expect(albums.items.map((item) => item.id)).toContain(release.album_id);

  const grant = await grantFor(trackId);
  expect(grant.renditions.map((rendition) => rendition.tier)).toEqual(["aac-128"]);
  expect(grant.renditions[0]?.gain_db).toBe(-4);
  const part = await fetch(service.url + grant.renditions[0]?.url, { headers: { range: "bytes=100-299" } });
  expect(part.status).toBe(206);
  expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytesNamed("first light aac-128", fileLength).slice(100, 300));
});

test("a grant opens no other tier and no other recording", async () => {
  const recording = await putRecording(service, "closed doors");
  const other = await putRecording(service, "next door");
  const release = await putRelease(service, releaseInput("Closed Doors", [trackInput(recording, 1), trackInput(other, 2)]));
  const grant = await grantFor(release.tracks[0]?.track_id ?? "");
  const url = grant.renditions[0]?.url ?? "";
  for (const forged of [url.replace("aac-128.mp4", "aac-256.mp4"), url.replace("aac-128.mp4", "flac.mp4"), url.replace(recording, other)]) {
    const response = await fetch(service.url + forged);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { reason: "grant_invalid" } });
  }
});

test("refusals tell their reason, in the order asked", async () => {
  const recording = await putRecording(service, "reasons");
  const foreign = await putRelease(service, releaseInput("Elsewhere", [trackInput(recording, 1)], { markets: ["JP"] }));
  const future = await putRelease(
    service,
    releaseInput("Tomorrow", [trackInput(recording, 1)], { release_instant: "2099-01-01T00:00:00Z" }),
  );
  const ids = [future.tracks[0]?.track_id ?? "", foreign.tracks[0]?.track_id ?? "", "0000000000000000000000"];
  const { grants } = await grantsFor(ids);
  expect(grants).toEqual([
    { track_id: ids[0], refused: { reason: "not_released" } },
    { track_id: ids[1], refused: { reason: "market" } },
    { track_id: ids[2], refused: { reason: "not_found" } },
  ]);
  expect((await grantFor(ids[1] ?? "", await service.token("JP"))).track_id).toBe(ids[1]);
  const album = albumSchema.parse(await (await service.api(`/v1/albums/${foreign.album_id}`)).json());
  expect(album.tracks.items[0]).toMatchObject({ is_playable: false, restrictions: { reason: "market" } });
});

test("the same delivery again changes nothing; a correction keeps ids", async () => {
  const recording = await putRecording(service, "steady");
  const delivery = releaseInput("Stedy", [trackInput(recording, 1, { title: "Typo" })], { ref: "steady-1" });
  const first = await putRelease(service, delivery);
  expect((await putRelease(service, delivery)).outcome).toBe("unchanged");
  const corrected = await putRelease(service, { ...delivery, title: "Steady", tracks: [trackInput(recording, 1, { title: "No typo" })] });
  expect(corrected).toMatchObject({ outcome: "changed", album_id: first.album_id, tracks: [{ track_id: first.tracks[0]?.track_id }] });
  const album = albumSchema.parse(await (await service.api(`/v1/albums/${first.album_id}`)).json());
  expect(album).toMatchObject({ name: "Steady", tracks: { items: [{ name: "No typo" }] } });
});

test("two albums that bear their artist's name stay two, and each keeps its id when it is corrected", async () => {
  const [blue, green] = [await putRecording(service, "blue"), await putRecording(service, "green")];
  const of = (recording: string, date: string) => releaseInput("The Tests", [trackInput(recording, 1)], { release_date: date });
  const [first, second] = [await putRelease(service, of(blue, "1994-05-10")), await putRelease(service, of(green, "2001-05-15"))];
  expect(second.album_id).not.toBe(first.album_id);
  expect(await putRelease(service, of(green, "2002"))).toMatchObject({ album_id: second.album_id, outcome: "changed" });
  expect(await putRelease(service, of(blue, "1994"))).toMatchObject({ album_id: first.album_id, outcome: "changed" });
});

test("a delivery that is limited to the market of nobody is refused by name", async () => {
  const recording = await putRecording(service, "nobody");
  const release = releaseInput("Nobody's", [trackInput(recording, 1)], { markets: ["ZZ"] });
  const response = await service.ingest("POST", "/releases", release);
  expect([response.status, await response.json()]).toMatchObject([400, { error: { reason: "invalid_request", field: "markets.0" } }]);
});

test("a track that is missing from a later delivery is reported and stays", async () => {
  const recordings = await Promise.all(["kept", "lost"].map((name) => putRecording(service, name)));
  const tracks = recordings.map((recording, index) => trackInput(recording, index + 1));
  const first = await putRelease(service, releaseInput("Shrinking", tracks));
  const second = await putRelease(service, releaseInput("Shrinking", tracks.slice(0, 1)));
  expect(second.absent.map((track) => track.track_id)).toEqual([first.tracks[1]?.track_id]);
  expect((await service.api(`/v1/tracks/${first.tracks[1]?.track_id}`)).status).toBe(200);
});

test("two deliveries of one release at once end as one album", async () => {
  const recording = await putRecording(service, "twins");
  const delivery = releaseInput("Twins", [trackInput(recording, 1)]);
  const both = await Promise.all([putRelease(service, delivery), putRelease(service, delivery)]);
  expect(new Set(both.map((release) => release.album_id)).size).toBe(1);
  expect(new Set(both.map((release) => release.tracks[0]?.track_id)).size).toBe(1);
});

test("after a takedown an issued grant gets no byte, and a restoration gives it back", async () => {
  const recording = await putRecording(service, "withdrawn");
  const release = await putRelease(service, releaseInput("Withdrawn", [trackInput(recording, 1)]));
  const grant = await grantFor(release.tracks[0]?.track_id ?? "");
  const url = service.url + grant.renditions[0]?.url;
  expect((await fetch(url)).status).toBe(200);

  const withdrawn = await service.ingest("POST", "/takedowns", { id: release.album_id, action: "withdraw" });
  expect(await withdrawn.json()).toMatchObject({ state: "withdrawn", changed: true, type: "album" });
  expect((await grantsFor([grant.track_id])).grants).toEqual([{ track_id: grant.track_id, refused: { reason: "withdrawn" } }]);
  expect((await service.api(`/v1/albums/${release.album_id}`)).status).toBe(404);
  await waitFor(async () => (await fetch(url)).status === 404, "the issued grant to fail");

  expect((await service.ingest("POST", "/takedowns", { id: release.album_id, action: "restore" })).status).toBe(200);
  await waitFor(async () => (await fetch(url)).status === 200, "the audio to be back");
  expect(new Uint8Array(await (await fetch(url)).arrayBuffer())).toEqual(bytesNamed("withdrawn aac-128", fileLength));
});

test("what stood for an artist goes with the album it came from", async () => {
  const recording = await putRecording(service, "portrait");
  const cover = { id: "1aLU6hMCjMI75M1A2tKUQC", sizes: [300], colour: "#204060" };
  await putObject(service, `images/${cover.id}/300.jpg`, bytesNamed("cover", 500));
  const artists = [{ name: "Portrayed" }];
  const tracks = [trackInput(recording, 1, { artists })];
  const release = await putRelease(service, releaseInput("Portrait", tracks, { artists, cover, genres: ["baroque"] }));
  const { id } = albumSchema.parse(await (await service.api(`/v1/albums/${release.album_id}`)).json()).artists[0] ?? { id: "" };
  const isPortrayed = async () => {
    const artist = artistSchema.parse(await (await service.api(`/v1/artists/${id}`)).json());
    const image = (await fetch(`${service.url}/images/${cover.id}/300.jpg`)).status;
    return [artist.genres.join(), artist.images.length, image].join(" ");
  };
  await waitFor(async () => (await isPortrayed()) === "baroque 1 200", "the artist's picture");
  await service.ingest("POST", "/takedowns", { id: release.album_id, action: "withdraw" });
  await waitFor(async () => (await isPortrayed()) === " 0 404", "the picture to be gone");
  await service.ingest("POST", "/takedowns", { id: release.album_id, action: "restore" });
  await waitFor(async () => (await isPortrayed()) === "baroque 1 200", "the picture to be back");
});

test("a takedown whose message is lost is followed by the next sweep, however young it is", async () => {
  const recording = await putRecording(service, "message lost");
  const release = await putRelease(service, releaseInput("Message Lost", [trackInput(recording, 1)]));
  const url = service.url + (await grantFor(release.tracks[0]?.track_id ?? "")).renditions[0]?.url;
  expect((await fetch(url)).status).toBe(200);
  const document = JSON.stringify({ album_id: release.album_id, former_artist_ids: [], takedown: true });
  for (const name of ["CATALOG_0", "CATALOG_1"].slice(0, Number(process.env["DATABASES"]))) {
    const database = await service.miniflare.getD1Database(name, "nearfield-api");
    await database.batch([
      database.prepare("UPDATE album SET withdrawn = 1 WHERE id = ?").bind(release.album_id),
      database
        .prepare("INSERT INTO catalogue_change (album_id, document, at) SELECT id, ?, ? FROM album WHERE id = ?")
        .bind(document, Date.now(), release.album_id),
    ]);
  }
  const jobs = await service.miniflare.getWorker("nearfield-jobs");
  // A minute that is nearly over: no round of its sweeps has to be waited for.
  await jobs.scheduled({ scheduledTime: new Date(Date.now() - 45_000), cron: "* * * * *" });
  expect((await fetch(url)).status).toBe(404);
});

test("audio that another live track plays stays when one track is withdrawn", async () => {
  const recording = await putRecording(service, "shared");
  const first = await putRelease(service, releaseInput("Shared A", [trackInput(recording, 1)]));
  const second = await putRelease(service, releaseInput("Shared B", [trackInput(recording, 1)]));
  await service.ingest("POST", "/takedowns", { id: first.tracks[0]?.track_id, action: "withdraw" });
  await waitFor(async () => {
    const album = albumSchema.parse(await (await service.api(`/v1/albums/${first.album_id}`)).json());
    return album.tracks.items[0]?.restrictions?.reason === "withdrawn";
  }, "the track to be marked");
  const grant = await grantFor(second.tracks[0]?.track_id ?? "");
  expect((await fetch(service.url + grant.renditions[0]?.url)).status).toBe(200);
});

test("uploads are checked, and what is described never changes", async () => {
  const recording = await putRecording(service, "immutable");
  const key = `recordings/${recording}/aac-128.mp4`;
  const same = bytesNamed("immutable aac-128", fileLength);
  expect(await (await putObject(service, key, same)).json()).toMatchObject({ stored: false });
  expect((await putObject(service, key, bytesNamed("other", 100))).status).toBe(409);
  const fresh = `recordings/${recording}/vorbis-96.ogg`;
  const wrong = await putObject(service, fresh, bytesNamed("fresh", 100), sha256("something else"));
  expect(await wrong.json()).toMatchObject({ error: { reason: "checksum_mismatch" } });
  expect((await putObject(service, "elsewhere/x", bytesNamed("x", 10))).status).toBe(400);
});

test("a recording whose file was not uploaded is refused by name", async () => {
  const recording = await putRecording(service, "complete", ["aac-128"]);
  const missing = await service.ingest("POST", "/releases", releaseInput("Unknown", [trackInput("1111111111111111111111", 1)]));
  expect(missing.status).toBe(422);
  expect(await missing.json()).toMatchObject({ error: { reason: "unprocessable", field: "tracks.0.recording_id" } });
  expect(recording).toMatch(/^[0-9A-Za-z]{22}$/);
});

test("bad input is a client's error with a code and a request id, never ours", async () => {
  const cases: [string, RequestInit, number, string][] = [
    ["/v1/albums/short", {}, 400, "invalid_id"],
    ["/v1/albums/zzzzzzzzzzzzzzzzzzzzzz", {}, 400, "invalid_id"],
    ["/v1/albums/0000000000000000000000", {}, 404, "not_found"],
    ["/v1/nothing", {}, 404, "not_found"],
    ["/v1/browse/new-releases?limit=51", {}, 400, "invalid_request"],
    ["/v1/browse/new-releases?offset=-1", {}, 400, "invalid_request"],
    ["/v1/browse/new-releases?market=germany", {}, 400, "invalid_request"],
    ["/v1/playback/grants", { method: "POST", body: "{" }, 400, "invalid_json"],
    ["/v1/playback/grants", { method: "POST", body: "{}" }, 400, "invalid_request"],
    [
      "/v1/playback/grants",
      { method: "POST", body: JSON.stringify({ track_ids: Array.from({ length: 51 }, () => "0".repeat(22)) }) },
      400,
      "invalid_request",
    ],
  ];
  const token = await service.token();
  for (const [path, init, status, reason] of cases) {
    const response = await fetch(service.url + path, { ...init, headers: { authorization: `Bearer ${token}` } });
    expect([path, response.status]).toEqual([path, status]);
    expect(await response.json()).toMatchObject({ error: { status, reason, request_id: expect.any(String) } });
    expect(response.headers.get("x-request-id")).toBeTruthy();
  }
});

test("no route of the Web API answers without a valid token, nor ingest without its key", async () => {
  for (const authorization of [undefined, "Bearer x", "Basic eDp5", `Bearer ${(await service.token()).slice(0, -4)}AAAA`]) {
    const response = await fetch(`${service.url}/v1/browse/new-releases`, { headers: { ...(authorization && { authorization }) } });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toMatch(/^Bearer/);
  }
  expect((await fetch(`${service.url}/ingest/v1/releases`, { method: "POST", body: "{}" })).status).toBe(401);
});

test("every address of the player's is its page; a file that is not there is missing, whoever asks", async () => {
  for (const path of ["/", "/album/4uLU6hMCjMI75M1A2tKUQC", "/nowhere"]) {
    const page = await fetch(service.url + path);
    expect([path, page.status, page.headers.get("content-type")]).toEqual([path, 200, "text/html; charset=utf-8"]);
    expect(page.headers.get("content-security-policy")).toContain("default-src 'self'");
    expect(await page.text()).toContain("<!doctype html>");
  }
  for (const path of ["/assets/gone-4f2a.js", "/assets/gone", "/gone.png"]) {
    const missing = await fetch(service.url + path, { headers: { "sec-fetch-mode": "navigate" } });
    expect([path, missing.status, missing.headers.get("cache-control")]).toEqual([path, 404, "no-store"]);
  }
  expect((await fetch(`${service.url}/album/x`, { method: "POST" })).status).toBe(404);
});

test("an unchanged document is answered by 304, a condition that fails by 412", async () => {
  const etag = (await service.api("/v1/browse/new-releases")).headers.get("etag") ?? "";
  const authorization = `Bearer ${await service.token()}`;
  const ask = async (headers: Record<string, string>) =>
    (await fetch(`${service.url}/v1/browse/new-releases`, { headers: { authorization, ...headers } })).status;
  expect(etag).toMatch(/^W\/"/);
  for (const tags of [etag, etag.slice(2), `"other", ${etag}`, "*"]) expect(await ask({ "if-none-match": tags })).toBe(304);
  expect(await ask({ "if-none-match": '"other"' })).toBe(200);
  expect(await ask({ "if-match": '"other"' })).toBe(412);
});

test("each request leaves one line without its grant, and is counted", async () => {
  const line = service.lines.find((text) => text.includes('"worker":"media"')) ?? "{}";
  expect(JSON.parse(line)).toMatchObject({ kind: "request", route: "/media/:grant/:recording/:file" });
  expect(service.lines.join("\n")).not.toMatch(/\/media\/[\w-]{40}/);
  const text = await (await fetch(`${service.url}/metrics`)).text();
  expect(text).toMatch(/nearfield_request_duration_seconds_count\{worker="api",method="GET",route="\/v1\/albums\/:id",status="200"\} \d+/);
});
