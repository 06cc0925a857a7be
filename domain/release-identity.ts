/** What a release, an artist and a track are known by from one delivery to the next, whatever else about them is corrected. */
import type { ArtistInput, ReleaseInput, TrackInput } from "./release.ts";

/** Letters and digits only, without accents, case or width: "Beyoncé " and "BEYONCE" are one name. */
export function normaliseName(name: string): string {
  // Accents are decoration in some scripts; in others a mark makes another letter (バ and ハ) and stays.
  const decorated = /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])[\u0300-\u036f]+/gu;
  const folded = name.normalize("NFKD").replaceAll(decorated, "").normalize("NFC").toLowerCase();
  const bare = folded.replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, " ").trim();
  return bare === "" ? folded.trim() : bare;
}

/** The strongest that is known: MusicBrainz's id, the deliverer's reference, the name. */
export function artistKey(artist: ArtistInput): string {
  if (artist.mbid) return `mbid:${artist.mbid}`;
  if (artist.ref) return `ref:${artist.ref}`;
  return `name:${normaliseName(artist.name)}`;
}

/** Every key of the release, strongest first. The first one that is known already names the album. */
export function releaseKeys(release: ReleaseInput): string[] {
  const [artist] = release.artists;
  return [
    release.ref && `ref:${release.ref}`,
    release.upc && `upc:${release.upc.padStart(13, "0")}`,
    release.mbid && `mbid:${release.mbid}`,
    release.folder && `folder:${release.folder}`,
    `name:${normaliseName(artist?.name ?? "")}|${normaliseName(release.title)}`,
  ].filter((key): key is string => Boolean(key));
}

const authorities = ["ref:", "upc:", "mbid:"] as const;

/** What tells albums of one name apart. */
export type KnownAlbum = { releaseDate: string; tracks: readonly Pick<KnownTrack, "recordingId" | "isrc">[] };

/**
 * Which known album a delivery means. A weaker key never joins two releases that a stronger one tells apart:
 * the same title under another UPC is another release. A name alone joins what has a recording or an ISRC in common, or came out in
 * the same year: artists have several albums that bear their own name.
 * @param known which albums have each of the delivery's keys
 * @param albums those of the delivery's name, by id
 */
export function matchAlbum(
  release: ReleaseInput,
  known: readonly { key: string; albumId: string }[],
  albums: ReadonlyMap<string, KnownAlbum>,
): string | undefined {
  const keys = releaseKeys(release);
  for (const [index, key] of keys.entries()) {
    const named = known.filter((entry) => entry.key === key && !isToldApart(keys.slice(0, index), entry.albumId, known));
    const match = key.startsWith("name:") ? pickByContent(release, named, albums) : named[0];
    if (match) return match.albumId;
  }
  return undefined;
}

function pickByContent<Named extends { albumId: string }>(
  release: ReleaseInput,
  named: readonly Named[],
  albums: ReadonlyMap<string, KnownAlbum>,
): Named | undefined {
  const recordings = new Set(release.tracks.map((track) => track.recording_id));
  const isrcs = new Set(release.tracks.flatMap((track) => track.isrc ?? []));
  const isShared = ({ recordingId, isrc }: KnownAlbum["tracks"][number]) =>
    recordings.has(recordingId) || (isrc !== null && isrcs.has(isrc));
  return (
    named.find(({ albumId }) => albums.get(albumId)?.tracks.some(isShared)) ??
    named.find(({ albumId }) => albums.get(albumId)?.releaseDate.slice(0, 4) === yearOf(release))
  );
}

function yearOf({ release_date: date }: Pick<ReleaseInput, "release_date">): string {
  return date.slice(0, 4);
}

/** What the id of a new album is made of: two deliveries at once agree on it, two albums of one name do not. */
export function seedOfAlbum(release: ReleaseInput): string {
  const [strongest = ""] = releaseKeys(release);
  return strongest.startsWith("name:") ? `${strongest}|${yearOf(release)}` : strongest;
}

/** The album has a key of an authority that the delivery names too, and it is another one. */
function isToldApart(stronger: readonly string[], albumId: string, known: readonly { key: string; albumId: string }[]): boolean {
  return authorities.some((authority) => {
    const mine = stronger.find((key) => key.startsWith(authority));
    const theirs = known.filter((entry) => entry.albumId === albumId && entry.key.startsWith(authority));
    return mine !== undefined && theirs.length > 0 && !theirs.some((entry) => entry.key === mine);
  });
}

export type KnownTrack = { id: string; disc: number; number: number; isrc: string | null; recordingId: string };

/**
 * Which known track each delivered one is: by its recording, else by ISRC, else by position.
 * @returns for each delivered track the known id, or undefined for a new one; no id twice
 */
export function matchTracks(known: readonly KnownTrack[], delivered: readonly TrackInput[]): (string | undefined)[] {
  const free = new Map(known.map((track) => [track.id, track]));
  const matched: (string | undefined)[] = delivered.map(() => undefined);
  const passes: ((track: KnownTrack, input: TrackInput) => boolean)[] = [
    (track, input) => track.recordingId === input.recording_id && track.disc === input.disc && track.number === input.number,
    (track, input) => track.recordingId === input.recording_id,
    (track, input) => track.isrc !== null && track.isrc === input.isrc,
    (track, input) =>
      track.disc === input.disc && track.number === input.number && !(track.isrc && input.isrc && track.isrc !== input.isrc),
  ];
  for (const isSame of passes) {
    for (const [index, input] of delivered.entries()) {
      if (matched[index] !== undefined) continue;
      const found = [...free.values()].find((track) => isSame(track, input));
      if (!found) continue;
      matched[index] = found.id;
      free.delete(found.id);
    }
  }
  return matched;
}

/** Milliseconds since 1970 from which a release may be heard: its instant, else the start of its date in UTC. */
export function releasedAt(release: Pick<ReleaseInput, "release_date" | "release_instant">): number {
  if (release.release_instant) return Date.parse(release.release_instant);
  const [year = "1970", month = "01", day = "01"] = release.release_date.split("-");
  return Date.parse(`${year}-${month}-${day}T00:00:00Z`);
}
