/** Tables of the catalogue, as d1/migrations/catalog makes them. JSON columns hold values of domain/ and contracts/. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { FeaturesDocument } from "../../contracts/audio-features.ts";
import type { AlbumSummary, ArtistAlbumEntry, ArtistSummary, TrackPlayback } from "../../contracts/documents.ts";
import type { NotedChange } from "../../contracts/catalogue-change.ts";
import type { Analysis, ArtistCredit, Image, Recording, Rendition } from "../../domain/catalogue.ts";
import type { Companions } from "../../domain/companions.ts";
import type { Tier } from "../../domain/ladder.ts";
import type { TrackInput } from "../../domain/release.ts";

export const artist = sqliteTable("artist", {
  id: text().primaryKey(),
  key: text().notNull(),
  name: text().notNull(),
  mbid: text(),
  /** Condensed from their albums when one of those changes. */
  portrait: text({ mode: "json" }).$type<ArtistSummary["portrait"]>().notNull().default([]),
  updatedAt: integer("updated_at").notNull(),
});

export const artistAlbum = sqliteTable(
  "artist_album",
  {
    artistId: text("artist_id").notNull(),
    albumId: text("album_id").notNull(),
    albumGroup: text("album_group").$type<ArtistAlbumEntry["group"]>().notNull(),
    releasedAt: integer("released_at").notNull(),
    document: text({ mode: "json" }).$type<AlbumSummary>().notNull(),
    companions: text({ mode: "json" }).$type<Companions>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.artistId, table.albumId] })],
);

export const album = sqliteTable("album", {
  id: text().primaryKey(),
  title: text().notNull(),
  albumType: text("album_type").$type<AlbumSummary["album_type"]>().notNull(),
  artists: text({ mode: "json" }).$type<ArtistCredit[]>().notNull(),
  label: text(),
  pLine: text("p_line"),
  cLine: text("c_line"),
  upc: text(),
  mbid: text(),
  releaseDate: text("release_date").notNull(),
  releasedAt: integer("released_at").notNull(),
  genres: text({ mode: "json" }).$type<string[]>().notNull(),
  language: text(),
  markets: text({ mode: "json" }).$type<string[]>(),
  gapless: integer({ mode: "boolean" }).notNull(),
  cover: text({ mode: "json" }).$type<Image>(),
  withdrawn: integer({ mode: "boolean" }).notNull(),
  deliverySha256: text("delivery_sha256").notNull(),
  updatedAt: integer("updated_at").notNull(),
});
export type AlbumRow = typeof album.$inferSelect;

export const albumKey = sqliteTable("album_key", { key: text().notNull(), albumId: text("album_id").notNull() }, (table) => [
  primaryKey({ columns: [table.key, table.albumId] }),
]);

export const track = sqliteTable("track", {
  id: text().primaryKey(),
  albumId: text("album_id").notNull(),
  disc: integer().notNull(),
  number: integer().notNull(),
  title: text().notNull(),
  artists: text({ mode: "json" }).$type<ArtistCredit[]>().notNull(),
  isrc: text(),
  mbid: text(),
  explicit: integer({ mode: "boolean" }).notNull(),
  language: text(),
  genres: text({ mode: "json" }).$type<string[]>().notNull(),
  markets: text({ mode: "json" }).$type<string[]>(),
  rights: text({ mode: "json" }).$type<TrackInput["rights"]>().notNull(),
  lyrics: text({ mode: "json" }).$type<TrackInput["lyrics"]>(),
  replayGain: text("replay_gain", { mode: "json" }).$type<TrackInput["replay_gain"]>(),
  recordingId: text("recording_id").notNull(),
  durationMs: integer("duration_ms").notNull(),
  playback: text({ mode: "json" }).$type<TrackPlayback>().notNull(),
  withdrawn: integer({ mode: "boolean" }).notNull(),
  updatedAt: integer("updated_at").notNull(),
});
export type TrackRow = typeof track.$inferSelect;

export const recording = sqliteTable("recording", {
  id: text().primaryKey(),
  audioSha256: text("audio_sha256").notNull(),
  source: text({ mode: "json" }).$type<Recording["source"]>().notNull(),
  analysis: text({ mode: "json" }).$type<Analysis>().notNull(),
  publishedAt: integer("published_at").notNull(),
});

export const rendition = sqliteTable(
  "rendition",
  {
    recordingId: text("recording_id").notNull(),
    tier: text().$type<Tier>().notNull(),
    document: text({ mode: "json" }).$type<Rendition>().notNull(),
  },
  (table) => [primaryKey({ columns: [table.recordingId, table.tier] })],
);

export const audioFeatures = sqliteTable("audio_features", {
  recordingId: text("recording_id").primaryKey(),
  version: integer().notNull(),
  document: text({ mode: "json" }).$type<FeaturesDocument>().notNull(),
});

export const recordingUse = sqliteTable(
  "recording_use",
  { recordingId: text("recording_id").notNull(), trackId: text("track_id").notNull() },
  (table) => [primaryKey({ columns: [table.recordingId, table.trackId] })],
);

export const catalogueChange = sqliteTable("catalogue_change", {
  id: integer().primaryKey({ autoIncrement: true }),
  albumId: text("album_id").notNull(),
  document: text({ mode: "json" }).$type<NotedChange>().notNull(),
  at: integer().notNull(),
});

export const takedown = sqliteTable("takedown", {
  id: integer().primaryKey({ autoIncrement: true }),
  subjectId: text("subject_id").notNull(),
  action: text().$type<"withdraw" | "restore">().notNull(),
  reason: text(),
  at: integer().notNull(),
});

export const newRelease = sqliteTable("new_release", {
  albumId: text("album_id").primaryKey(),
  releasedAt: integer("released_at").notNull(),
  document: text({ mode: "json" }).$type<AlbumSummary>().notNull(),
});

export const genre = sqliteTable("genre", {
  id: text().primaryKey(),
  name: text().notNull(),
  /** Counted by triggers. */
  albums: integer().notNull().default(0),
});

export const genreAlbum = sqliteTable(
  "genre_album",
  { albumId: text("album_id").notNull(), genreId: text("genre_id").notNull(), releasedAt: integer("released_at").notNull() },
  (table) => [primaryKey({ columns: [table.albumId, table.genreId] })],
);

export const featuredPlaylist = sqliteTable("featured_playlist", {
  playlistId: text("playlist_id").primaryKey(),
  message: text(),
  position: integer().notNull(),
  categoryIds: text("category_ids", { mode: "json" }).$type<string[]>().notNull(),
  featuredBy: text("featured_by").notNull(),
  at: integer().notNull(),
});

export const purge = sqliteTable("purge", {
  tag: text().primaryKey(),
  dueAt: integer("due_at").notNull(),
  again: integer({ mode: "boolean" }).notNull(),
});
