/** Manifest over tags over names: a group of files becomes a release. Pure. */
import { createHash } from "node:crypto";
import { basename, dirname, extname, relative, sep } from "node:path";
import type { ReleaseManifest } from "../../domain/release-manifest.ts";
import type { ArtistInput, ReleaseInput, TrackInput } from "../../domain/release.ts";
import type { FileTags } from "./file-tags.ts";
import { discFromFolders, type Group } from "./group.ts";
import { parseReleaseName, parseTrackName, type NamedRelease } from "./names.ts";
import { numberTracks } from "./number-tracks.ts";

export type ReleaseFile = {
  path: string;
  mtimeMs: number;
  tags: FileTags;
  /** Lyrics of a file beside the audio, or named in the manifest. */
  lyrics?: TrackInput["lyrics"];
};

export type DraftTrack = Omit<TrackInput, "recording_id"> & { path: string };
/** A release before its recordings have ids and its cover is stored. */
export type DraftRelease = Omit<ReleaseInput, "tracks" | "cover"> & { tracks: DraftTrack[] };

type ManifestTrack = NonNullable<ReleaseManifest["tracks"]>[number];
type Rights = ReleaseManifest["rights"];

const variousArtists: ArtistInput = { name: "Various Artists" };

/** Fields that are there; absent ones stay out of the object, as the contract has them. */
function given<Fields extends object>(fields: Fields): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };
}

function firstOf<Value>(files: readonly ReleaseFile[], read: (tags: FileTags) => Value | undefined): Value | undefined {
  for (const { tags } of files) {
    const value = read(tags);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** zod leaves `undefined` where the contract wants absence. */
function artistsOf(artists: ReleaseManifest["artists"]): ArtistInput[] | undefined {
  return artists?.map((artist) => ({
    name: artist.name,
    ...given({ mbid: "mbid" in artist ? artist.mbid : undefined, ref: "ref" in artist ? artist.ref : undefined }),
  }));
}

function rightsOf(rights: Rights): TrackInput["rights"] {
  return (rights ?? []).map(({ holder, role, percent }) => ({ holder, role, share_bps: Math.round(percent * 100) }));
}

/** The release that a folder's name tells of; its parent is the artist's folder when it is not a place like `music`. */
function nameOfFolder(folder: string): NamedRelease {
  return parseReleaseName(basename(folder));
}

function releaseArtists(group: Group<ReleaseFile>, manifest: ReleaseManifest, tracks: readonly DraftTrack[]): ArtistInput[] {
  const stated =
    artistsOf(manifest.artists) ?? firstOf(group.files, ({ albumArtists }) => (albumArtists.length > 0 ? albumArtists : undefined));
  if (stated) return stated;
  const [first] = tracks;
  const common = first?.artists.filter(({ name }) => tracks.every(({ artists }) => artists.some((artist) => artist.name === name))) ?? [];
  return common.length > 0 ? common : [variousArtists];
}

function albumType(group: Group<ReleaseFile>, manifest: ReleaseManifest, artists: readonly ArtistInput[]): ReleaseInput["album_type"] {
  if (manifest.type) return manifest.type;
  const types = group.files.flatMap(({ tags }) => tags.releaseTypes);
  if (types.includes("compilation") || group.files.some(({ tags }) => tags.compilation)) return "compilation";
  if (types.includes("single") || types.includes("ep")) return "single";
  if (types.includes("album")) return "album";
  if (artists.some(({ name }) => /^various( artists)?$/i.test(name))) return "compilation";
  return group.files.length <= 3 ? "single" : "album";
}

function trackOf(file: ReleaseFile, group: Group<ReleaseFile>, manifest: ReleaseManifest, own: ManifestTrack | undefined): DraftTrack {
  const { tags } = file;
  const named = parseTrackName(basename(file.path, extname(file.path)));
  const folderArtist = nameOfFolder(group.folder).artist;
  const fromNames = named.artist ?? folderArtist;
  const tagArtists = tags.artists.length > 0 ? tags.artists : tags.albumArtists;
  const artists =
    artistsOf(own?.artists) ??
    (tagArtists.length > 0
      ? tagArtists
      : (artistsOf(manifest.artists) ?? (fromNames ? [{ name: fromNames }] : [{ name: "Unknown Artist" }])));
  return {
    path: file.path,
    disc: own?.disc ?? tags.disc ?? discFromFolders(file.path, group.folder) ?? named.disc ?? 0,
    number: own?.number ?? tags.number ?? named.number ?? 0,
    title: own?.title ?? tags.title ?? named.title.slice(0, 500),
    artists: artists.slice(0, 50),
    explicit: own?.explicit ?? manifest.explicit ?? tags.explicit ?? false,
    genres: (own?.genres ?? (tags.genres.length > 0 ? tags.genres : (manifest.genres ?? []))).slice(0, 20),
    markets: own?.markets ?? manifest.markets ?? null,
    rights: rightsOf(own?.rights ?? manifest.rights).slice(0, 50),
    ...given({
      isrc: own?.isrc ?? tags.isrc,
      mbid: own?.mbid ?? tags.recordingMbid,
      language: own?.language ?? manifest.language ?? tags.language,
      lyrics: file.lyrics ?? tags.lyrics,
      replay_gain: tags.replayGain,
    }),
  };
}

/** The path of a manifest's track as the group's files have it. */
function ownEntry(file: ReleaseFile, group: Group<ReleaseFile>, manifest: ReleaseManifest): ManifestTrack | undefined {
  const path = relative(group.folder, file.path).split(sep).join("/").normalize("NFC");
  return manifest.tracks?.find((track) => track.file.replace(/^\.\//, "").normalize("NFC") === path);
}

/** Without any date the oldest file's own is the best that is known. */
function dateOfFiles(files: readonly ReleaseFile[]): string {
  return new Date(Math.min(...files.map(({ mtimeMs }) => mtimeMs))).toISOString().slice(0, 10);
}

function folderKey(group: Group<ReleaseFile>): string {
  return createHash("sha256")
    .update(group.album === undefined ? group.folder : `${group.folder}\n${group.album}`)
    .digest("hex");
}

export function draftRelease(group: Group<ReleaseFile>, manifest: ReleaseManifest = {}): DraftRelease {
  const drafts = group.files.map((file) => trackOf(file, group, manifest, ownEntry(file, group, manifest)));
  const tracks = numberTracks(drafts);
  const named = nameOfFolder(group.folder);
  const artists = releaseArtists(group, manifest, tracks).slice(0, 50);
  const date = manifest.release_date ?? firstOf(group.files, ({ date }) => date) ?? named.year ?? dateOfFiles(group.files);
  const untitled = named.title === "" ? basename(dirname(group.folder)) : named.title;
  return {
    title: manifest.title ?? firstOf(group.files, ({ album }) => album) ?? (untitled || "Untitled"),
    album_type: albumType(group, manifest, artists),
    artists,
    release_date: date,
    genres: (manifest.genres ?? [...new Set(tracks.flatMap(({ genres }) => genres))]).slice(0, 20),
    markets: manifest.markets ?? null,
    gapless: manifest.gapless ?? group.files.every(({ tags }) => tags.gapless),
    folder: folderKey(group),
    tracks,
    ...given({
      ref: manifest.ref,
      upc: manifest.upc ?? firstOf(group.files, ({ upc }) => upc),
      mbid: manifest.mbid ?? firstOf(group.files, ({ releaseMbid }) => releaseMbid),
      label: manifest.label ?? firstOf(group.files, ({ label }) => label),
      p_line: manifest.p_line ?? firstOf(group.files, ({ pLine }) => pLine),
      c_line: manifest.c_line ?? firstOf(group.files, ({ cLine }) => cLine),
      release_instant: manifest.release_instant,
      language: manifest.language ?? firstOf(group.files, ({ language }) => language),
    }),
  };
}
