import { Hono } from "hono";
import type { AlbumDocument, AlbumSummary } from "../../../contracts/documents.ts";
import { getRecommendations, type RecommendationSeed } from "../../../contracts/web-api/recommendations.ts";
import type { QueryOf } from "../../../contracts/web-api/operation.ts";
import { readFeaturesOfTracks } from "../../../d1/catalog/audio-features.ts";
import { openDatabases, type SlicedDatabases } from "../../../d1/databases.ts";
import { genreOf } from "../../../domain/genre.ts";
import { choose, fits, shuffle, takeTurns, traits, type Candidate, type Traits, type Tuning } from "../../../domain/recommendation.ts";
import type { DocumentReader } from "./documents.ts";
import type { ApiEnv } from "../http/env.ts";
import { showTrackDocument, type Viewer } from "../present.ts";
import { serve } from "../http/serve.ts";
import { documents } from "../http/viewer.ts";

/** How many albums tracks are looked for on: one batch a database reads them all. */
const albumsRead = 20;

type Query = QueryOf<typeof getRecommendations>;
type Seed = { type: RecommendationSeed["type"]; id: string; albumIds: string[] };

export const recommendations = new Hono<ApiEnv>();

serve(recommendations, getRecommendations, async ({ query, viewer, context }) => {
  const reader = documents();
  const seeds = await readSeeds(reader, query);
  const albums = await reader.albums(
    takeTurns(
      seeds.map((seed) => seed.albumIds),
      albumsRead,
    ),
  );
  const tuning = tuningOf(query);
  const heard = [...albums.values()].flatMap((album) => playableOf(viewer, album)).filter(({ id }) => !query.seed_tracks?.includes(id));
  const playable = asksForSound(tuning) ? await withSound(openDatabases(context.env, context.env.CATALOG_SLICES), heard) : heard;
  const question = seeds.map((seed) => seed.id).join(" ");
  const chosen = choose(playable, tuning, question, query.limit);
  const fitting = playable.filter((track) => fits(track.traits, tuning));
  return {
    seeds: seeds.map((seed) => measure(viewer, seed, albums, fitting)),
    tracks: chosen.flatMap(({ id, albumId }) => {
      const album = albums.get(albumId);
      const entry = album?.tracks.find((track) => track.id === id);
      return album && entry ? [showTrackDocument(viewer, { album, entry })] : [];
    }),
  };
});

/** Whether anything but length and popularity matters: only then features are read. */
function asksForSound({ min, max, target }: Tuning): boolean {
  return Object.keys({ ...min, ...max, ...target }).some((trait) => trait !== "duration_ms" && trait !== "popularity");
}

async function withSound(databases: SlicedDatabases, tracks: readonly Candidate[]): Promise<Candidate[]> {
  const features = await readFeaturesOfTracks(
    databases,
    tracks.map(({ id }) => id),
  );
  return tracks.map((track) => ({ ...track, traits: { ...features.get(track.id)?.document.features, ...track.traits } }));
}

function tuningOf(query: Query): Tuning {
  const tuning: Tuning = { min: {}, max: {}, target: {} };
  for (const trait of Object.keys(traits) as (keyof Traits)[]) {
    for (const bound of ["min", "max", "target"] as const) {
      const value = query[`${bound}_${trait}`];
      if (value !== undefined) tuning[bound][trait] = value;
    }
  }
  return tuning;
}

/** In the order asked: tracks lead to their artists and genres, artists to their albums and to related ones', genres to their newest. */
async function readSeeds(reader: DocumentReader, { seed_artists = [], seed_tracks = [], seed_genres = [] }: Query): Promise<Seed[]> {
  const tracks = await reader.tracks(seed_tracks);
  const artistsOf = (trackId: string) => tracks.get(trackId)?.entry.artists.map((credit) => credit.id) ?? [];
  const artistIds = [...new Set([...seed_artists, ...seed_tracks.flatMap(artistsOf)])];
  const genreIds = seed_genres.flatMap((text) => genreOf(text)?.id ?? []);
  const [near, genres] = await Promise.all([readNear(reader, artistIds), reader.genreAlbums(genreIds)]);
  const albumsOf = (id: string, artists: readonly string[]) =>
    takeTurns(
      artists.flatMap((artistId) => near.get(artistId) ?? []).map((list) => shuffle(list, id, (albumId) => albumId)),
      albumsRead,
    );
  return [
    ...seed_artists.map((id): Seed => ({ type: "artist", id, albumIds: albumsOf(id, [id]) })),
    ...seed_tracks.map((id): Seed => ({ type: "track", id, albumIds: albumsOf(id, artistsOf(id)) })),
    ...seed_genres.map((id): Seed => {
      const albums = genres.get(genreOf(id)?.id ?? "") ?? [];
      return { type: "genre", id, albumIds: shuffle(idsOf(albums), id, (albumId) => albumId) };
    }),
  ];
}

/** Of each artist two lists of albums: their own, and related artists'. */
async function readNear(reader: DocumentReader, artistIds: readonly string[]): Promise<Map<string, string[][]>> {
  const related = await Promise.all(
    artistIds.map(async (id) => ({ id, others: ((await reader.related(id)) ?? []).map((artist) => artist.id) })),
  );
  const albums = await reader.newestAlbums([...new Set(related.flatMap(({ id, others }) => [id, ...others]))]);
  const of = (ids: readonly string[]) => ids.flatMap((id) => idsOf(albums.get(id) ?? []));
  return new Map(related.map(({ id, others }) => [id, [of([id]), of(others)]]));
}

function idsOf(albums: readonly AlbumSummary[]): string[] {
  return albums.map((album) => album.id);
}

function playableOf(viewer: Viewer, album: AlbumDocument): Candidate[] {
  return album.tracks.flatMap((entry) =>
    showTrackDocument(viewer, { album, entry }).is_playable
      ? [{ id: entry.id, albumId: album.id, traits: { duration_ms: entry.duration_ms, popularity: 0 } }]
      : [],
  );
}

function measure(
  viewer: Viewer,
  seed: Seed,
  albums: ReadonlyMap<string, AlbumDocument>,
  fitting: readonly Candidate[],
): RecommendationSeed {
  const pool = seed.albumIds.reduce((sum, id) => sum + (albums.get(id)?.tracks.length ?? 0), 0);
  const left = fitting.filter((track) => seed.albumIds.includes(track.albumId)).length;
  return {
    initialPoolSize: pool,
    afterFilteringSize: left,
    afterRelinkingSize: left,
    href: seed.type === "genre" ? null : `${viewer.origin}/v1/${seed.type}s/${seed.id}`,
    id: seed.id,
    type: seed.type,
  };
}
