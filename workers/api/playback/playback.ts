import { Hono } from "hono";
import { guestPlaybackSchema } from "../../../contracts/guest.ts";
import type { Grant, GrantedRendition, GrantsRequest, Refusal } from "../../../contracts/playback.ts";
import { createGrants } from "../../../contracts/web-api/playback.ts";
import { readTracksForGrants, type TrackForGrant } from "../../../d1/catalog/read.ts";
import { openDatabases } from "../../../d1/databases.ts";
import { grantExpiry } from "../../../domain/grant.ts";
import { ladder, type Tier } from "../../../domain/ladder.ts";
import { normalisationGain } from "../../../domain/loudness.ts";
import { decidePlayback, type ListenerTerms } from "../../../domain/playability.ts";
import { grantKeysOf, signGrant, type GrantKeys } from "../../../frame/grant-signature.ts";
import { planTable } from "../../../operator/plans.ts";
import { asEntitlements, currentClaims } from "./current-claims.ts";
import type { ApiEnv } from "../http/env.ts";
import { termsOf } from "../present.ts";
import { serve } from "../http/serve.ts";

/** How far into the playing track the player fetches ahead. */
const prefetch = { whole_next_at: 0.75, head_after_next_at: 0.9 };

export const playback = new Hono<ApiEnv>();

serve(playback, createGrants, async ({ body: request, claims, context }) => {
  const [entitled, tracks] = await Promise.all([
    currentClaims(asEntitlements(context.env.ACCOUNTS_ENTITLEMENTS), claims),
    readTracksForGrants(openDatabases(context.env, context.env.CATALOG_SLICES), request.track_ids),
  ]);
  const terms = wishedTerms(termsOf(entitled, guestPlaybackSchema.parse(context.env.GUEST_PLAYBACK)), request);
  const now = Date.now();
  const keys = grantKeysOf(context.env.GRANT_KEYS);
  const decided = await Promise.all(
    request.track_ids.map((id) => decide({ id, track: tracks.get(id), terms, now, keys, containers: request.prefer?.containers })),
  );
  const expiresAt = Math.min(...decided.map((entry) => entry.expiresAt));
  return { grants: decided.map((entry) => entry.answer), expires_at: new Date(expiresAt).toISOString(), prefetch };
});

/** What the request says of itself: it narrows, and never widens, what the listener may hear. */
function wishedTerms(terms: ListenerTerms, request: GrantsRequest): ListenerTerms {
  return {
    ...terms,
    explicit: terms.explicit === "allowed" && request.prefer?.explicit === false ? "filtered" : terms.explicit,
    device: request.device?.kind ?? "unknown",
    offline: request.offline ?? false,
  };
}

async function decide(input: {
  id: string;
  track: TrackForGrant | undefined;
  terms: ListenerTerms;
  now: number;
  keys: GrantKeys;
  containers: readonly string[] | undefined;
}): Promise<{ answer: Grant | Refusal; expiresAt: number }> {
  const { id, track, terms, now, keys, containers } = input;
  const refuse = (reason: Refusal["refused"]["reason"]) => ({
    answer: { track_id: id, refused: { reason } },
    expiresAt: grantExpiry(now, 0),
  });
  const decision = decidePlayback(planTable, track?.playable, terms, now);
  if (decision.kind === "refused") return refuse(decision.reason);
  if (!track) return refuse("not_found");
  const granted = decision.tiers.filter((tier) => !containers || containers.includes(ladder[tier].container));
  const stored = track.playback.renditions.filter((rendition) => granted.includes(rendition.tier));
  if (stored.length === 0) return refuse("not_ready");
  const files = stored.map((rendition) => ({ tier: rendition.tier, bytes: decision.preview ? rendition.preview.bytes : rendition.bytes }));
  const expiresAt = grantExpiry(now, track.durationMs);
  const publishedAt = Math.floor(track.playback.published_at / 1000) * 1000;
  const signed = await signGrant(keys, { expiresAt, recordingId: track.recordingId, publishedAt, files });
  return { answer: describe({ track, preview: decision.preview, signed, stored }), expiresAt };
}

type StoredRendition = TrackForGrant["playback"]["renditions"][number];

function describe(input: { track: TrackForGrant; preview: boolean; signed: string; stored: StoredRendition[] }): Grant {
  const { track, preview, signed, stored } = input;
  const { waveform, integrated_lufs, true_peak_dbtp } = track.playback;
  const gain = normalisationGain({ integrated_lufs, true_peak_dbtp });
  const longest = Math.max(...stored.map((rendition) => rendition.preview.samples / rendition.sample_rate));
  return {
    track_id: track.id,
    recording_id: track.recordingId,
    preview,
    duration_ms: preview ? Math.round(longest * 1000) : track.durationMs,
    album_id: track.albumId,
    disc: track.disc,
    number: track.number,
    gapless: track.gapless,
    waveform,
    loudness: { integrated_lufs, true_peak_dbtp },
    renditions: stored.map((rendition) =>
      describeRendition({ rendition, preview, gain, url: urlOf(track.recordingId, signed, rendition.tier) }),
    ),
  };
}

function urlOf(recordingId: string, signed: string, tier: Tier): string {
  return `/media/${signed}/${recordingId}/${ladder[tier].file}`;
}

function describeRendition(input: { rendition: StoredRendition; preview: boolean; gain: number; url: string }): GrantedRendition {
  const { rendition, preview, gain, url } = input;
  const extent = preview ? rendition.preview : rendition;
  return {
    tier: rendition.tier,
    url,
    codec: rendition.codec,
    container: rendition.container,
    mime_type: ladder[rendition.tier].mimeType,
    bitrate: rendition.bitrate,
    bytes: extent.bytes,
    sample_rate: rendition.sample_rate,
    channels: rendition.channels,
    samples: extent.samples,
    encoder_delay: rendition.encoder_delay,
    gain_db: gain,
    head: { offset: rendition.head.offset, length: Math.min(rendition.head.length, extent.bytes) },
  };
}
