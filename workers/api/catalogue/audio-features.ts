import { Hono } from "hono";
import type { AnalysisDocument, FeaturesDocument } from "../../../contracts/audio-features.ts";
import { ClientError } from "../../../contracts/errors.ts";
import {
  getAudioAnalysis,
  getAudioFeatures,
  getSeveralAudioFeatures,
  type AudioAnalysis,
  type AudioFeaturesObject,
} from "../../../contracts/web-api/audio-features.ts";
import { readFeaturesOfTracks, type FeaturesOfTrack } from "../../../d1/catalog/audio-features.ts";
import { openDatabases } from "../../../d1/databases.ts";
import { analysisKey } from "../../../domain/audio-features.ts";
import { uriOf } from "../../../domain/ids.ts";
import type { ApiEnv } from "../http/env.ts";
import { serve } from "../http/serve.ts";

export const audioFeatures = new Hono<ApiEnv>();

serve(audioFeatures, getAudioFeatures, async ({ params: { id }, viewer, context }) => {
  const { document } = requireFeatures(await readFeatures(context.env, [id]), id);
  return showFeatures(viewer.origin, id, document);
});

serve(audioFeatures, getSeveralAudioFeatures, async ({ query: { ids }, viewer, context }) => {
  const found = await readFeatures(context.env, ids);
  return {
    audio_features: ids.map((id) => {
      const features = found.get(id);
      return features ? showFeatures(viewer.origin, id, features.document) : null;
    }),
  };
});

serve(audioFeatures, getAudioAnalysis, async ({ params: { id }, context }) => {
  const features = requireFeatures(await readFeatures(context.env, [id]), id);
  const analysis = await fetchAnalysis(context.env.RECORDINGS, features);
  if (!analysis) throw new ClientError("not_found");
  return showAnalysis(analysis, features.document);
});

function readFeatures(env: Env, ids: readonly string[]): Promise<Map<string, FeaturesOfTrack>> {
  return readFeaturesOfTracks(openDatabases(env, env.CATALOG_SLICES), ids);
}

/** @throws ClientError `not_found`, also for a track that was taken down or is not analysed yet */
function requireFeatures(found: ReadonlyMap<string, FeaturesOfTrack>, id: string): FeaturesOfTrack {
  const features = found.get(id);
  if (!features) throw new ClientError("not_found");
  return features;
}

/** @param recordings the entrypoint that reads what lies beside the audio, behind the PoP's cache @returns undefined where it is withheld */
async function fetchAnalysis(
  recordings: Pick<Fetcher, "fetch">,
  { recordingId, document }: FeaturesOfTrack,
): Promise<AnalysisDocument | undefined> {
  const response = await recordings.fetch(`https://recordings/${analysisKey(recordingId, document.version)}`);
  if (response.status === 404 || !response.body) {
    await response.body?.cancel();
    return undefined;
  }
  if (!response.ok) throw new Error(`the recordings entrypoint answered ${response.status}`);
  return new Response(response.body.pipeThrough(new DecompressionStream("gzip"))).json<AnalysisDocument>();
}

function showFeatures(origin: string, id: string, { features }: FeaturesDocument): AudioFeaturesObject {
  return {
    ...features,
    analysis_url: `${origin}/v1/audio-analysis/${id}`,
    id,
    track_href: `${origin}/v1/tracks/${id}`,
    type: "audio_features",
    uri: uriOf("track", id),
  };
}

function showAnalysis(analysis: AnalysisDocument, document: FeaturesDocument): AudioAnalysis {
  return {
    meta: {
      analyzer_version: String(document.version),
      platform: "Nearfield",
      detailed_status: "OK",
      status_code: 0,
      timestamp: Math.floor(document.analysed_at / 1000),
      analysis_time: document.analysis_time,
      input_process: "FFmpeg, mono, 22050 Hz",
    },
    ...analysis,
    track: {
      ...analysis.track,
      sample_md5: "",
      offset_seconds: 0,
      window_seconds: 0,
      codestring: "",
      code_version: 0,
      echoprintstring: "",
      echoprint_version: 0,
      synchstring: "",
      synch_version: 0,
      rhythmstring: "",
      rhythm_version: 0,
    },
  };
}
