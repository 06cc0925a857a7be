/** workers/ingest: the one door through which the catalogue is written. Contract: contracts/ingest.ts. */
import { ClientError } from "../../contracts/errors.ts";
import { featuresDocumentSchema } from "../../contracts/audio-features.ts";
import {
  resolveRequestSchema,
  staleRequestSchema,
  takedownRequestSchema,
  type featuresResponseSchema,
  type recordingResponseSchema,
  type releaseResponseSchema,
  type resolveResponseSchema,
  type staleResponseSchema,
  type takedownResponseSchema,
} from "../../contracts/ingest.ts";
import { putAudioFeatures, readFeaturesVersions, readStaleRecordings } from "../../d1/catalog/audio-features.ts";
import { findRecordings, addRecording, readRecordings } from "../../d1/catalog/recordings.ts";
import { setWithdrawn } from "../../d1/catalog/takedown.ts";
import { applyRelease } from "../../d1/catalog/write.ts";
import { openDatabases } from "../../d1/databases.ts";
import { analysisKey } from "../../domain/audio-features.ts";
import { recordingSchema } from "../../domain/catalogue.ts";
import { isId } from "../../domain/ids.ts";
import { releaseInputSchema } from "../../domain/release.ts";
import { withheldKey } from "../../domain/withheld.ts";
import { createApp } from "../../frame/app.ts";
import { parseBody, parseValue } from "../../frame/parse.ts";
import { requireKey } from "../../frame/require-key.ts";
import type { z } from "zod";
import { storeObject, verifyAnalysis, verifyFiles } from "./objects.ts";
import { policies } from "./policies.ts";
import { wake } from "./wake.ts";

const maximumJsonBytes = 8 * 1024 * 1024;

const app = createApp<Env>({ worker: "ingest", policies });

app.use("/ingest/*", async (context, next) => {
  await requireKey(context, context.env.INGEST_KEY);
  await next();
});

app.post("/ingest/v1/recordings/resolve", async (context) => {
  const { audio_sha256: hashes } = await parseBody(context, resolveRequestSchema, { limitBytes: maximumJsonBytes });
  const databases = openDatabases(context.env, context.env.CATALOG_SLICES);
  const known = await findRecordings(databases, hashes);
  const versions = await readFeaturesVersions(
    databases,
    Array.from(known.values(), (recording) => recording.id),
  );
  const recordings = hashes.map((hash) => {
    const recording = known.get(hash);
    return {
      audio_sha256: hash,
      recording_id: recording?.id ?? databases.newId(bytesOfHex(hash)),
      tiers: recording?.tiers ?? [],
      analysis: recording?.analysis ?? null,
      features_version: (recording && versions.get(recording.id)) ?? null,
    };
  });
  return context.json({ recordings } satisfies z.infer<typeof resolveResponseSchema>);
});

app.put("/ingest/v1/objects/:key{.+}", async (context) => {
  const databases = openDatabases(context.env, context.env.CATALOG_SLICES);
  const result = await storeObject({ bucket: context.env.MEDIA, databases, key: context.req.param("key"), request: context.req.raw });
  return context.json(result, result.stored ? 201 : 200);
});

app.put("/ingest/v1/recordings/:id", async (context) => {
  const id = context.req.param("id");
  if (!isId(id)) throw new ClientError("invalid_id");
  const recording = await parseBody(context, recordingSchema, { limitBytes: maximumJsonBytes });
  const databases = openDatabases(context.env, context.env.CATALOG_SLICES);
  const known = (await findRecordings(databases, [recording.source.audio_sha256])).get(recording.source.audio_sha256);
  if ((known?.id ?? databases.newId(bytesOfHex(recording.source.audio_sha256))) !== id) {
    throw new ClientError("conflict", { message: "That audio has another recording id.", field: "source.audio_sha256" });
  }
  await verifyFiles(
    context.env.MEDIA,
    id,
    recording.renditions.filter((rendition) => !known?.tiers.includes(rendition.tier)),
  );
  const changed = await addRecording(databases, id, recording, Date.now());
  const stored = (await readRecordings(databases, [id])).get(id);
  const tiers = stored?.renditions.map((rendition) => rendition.tier) ?? [];
  return context.json({ recording_id: id, tiers, changed } satisfies z.infer<typeof recordingResponseSchema>);
});

app.get("/ingest/v1/recordings/stale", async (context) => {
  const asked = parseValue(context.req.query(), staleRequestSchema);
  const recordings = await readStaleRecordings(openDatabases(context.env, context.env.CATALOG_SLICES), asked);
  return context.json({ recordings } satisfies z.infer<typeof staleResponseSchema>);
});

app.put("/ingest/v1/recordings/:id/features", async (context) => {
  const id = context.req.param("id");
  if (!isId(id)) throw new ClientError("invalid_id");
  const document = await parseBody(context, featuresDocumentSchema);
  const databases = openDatabases(context.env, context.env.CATALOG_SLICES);
  if (!(await readRecordings(databases, [id])).has(id)) throw new ClientError("not_found");
  const former = (await readFeaturesVersions(databases, [id])).get(id);
  if (former !== undefined && former >= document.version) {
    return context.json({ recording_id: id, version: former, changed: false } satisfies z.infer<typeof featuresResponseSchema>);
  }
  await verifyAnalysis(context.env.MEDIA, id, document);
  const changed = await putAudioFeatures(databases, id, document);
  // Nobody reads the older analysis any more: the row names the new one.
  if (changed && former !== undefined) await context.env.MEDIA.delete([analysisKey(id, former), withheldKey(analysisKey(id, former))]);
  return context.json({ recording_id: id, version: document.version, changed } satisfies z.infer<typeof featuresResponseSchema>);
});

app.get("/ingest/v1/masters/:id", async (context) => {
  const id = context.req.param("id");
  if (!isId(id)) throw new ClientError("invalid_id");
  const recording = (await readRecordings(openDatabases(context.env, context.env.CATALOG_SLICES), [id])).get(id);
  const master = recording && (await context.env.MEDIA.get(recording.source.master_key));
  if (!master) throw new ClientError("not_found");
  return new Response(master.body, {
    headers: { "content-type": "application/octet-stream", "content-length": String(master.size), "cache-control": "no-store" },
  });
});

app.post("/ingest/v1/releases", async (context) => {
  const release = await parseBody(context, releaseInputSchema, { limitBytes: maximumJsonBytes });
  const databases = openDatabases(context.env, context.env.CATALOG_SLICES);
  const applied = await applyRelease(databases, release, Date.now());
  if (applied.change) await wake(context.env.CATALOGUE_CHANGES, applied.change);
  const named = (entry: (typeof applied.tracks)[number]) => ({
    track_id: entry.id,
    disc: entry.disc,
    number: entry.number,
    title: entry.title,
  });
  return context.json({
    album_id: applied.albumId,
    outcome: applied.outcome,
    tracks: applied.tracks.map(named),
    absent: applied.absent.map(named),
  } satisfies z.infer<typeof releaseResponseSchema>);
});

app.post("/ingest/v1/takedowns", async (context) => {
  const request = await parseBody(context, takedownRequestSchema);
  if (!isId(request.id)) throw new ClientError("invalid_id", { field: "id" });
  const withdrawn = request.action === "withdraw";
  const result = await setWithdrawn(openDatabases(context.env, context.env.CATALOG_SLICES), request.id, request, Date.now());
  await wake(context.env.CATALOGUE_CHANGES, result.change);
  const { type, title, changed } = result;
  const state = withdrawn ? "withdrawn" : "live";
  return context.json({ id: request.id, type, title, state, changed } satisfies z.infer<typeof takedownResponseSchema>);
});

function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, index) => Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16));
}

export default app;
