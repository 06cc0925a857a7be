import type { Album } from "../../../contracts/web-api/albums.ts";
import type { SimplifiedTrack } from "../../../contracts/web-api/common.ts";
import { t } from "../i18n/language.ts";
import { TrackRow } from "./TrackRow.tsx";

type Disc = { number: number; tracks: SimplifiedTrack[] };

function discsOf(album: Album): Disc[] {
  const discs = new Map<number, Disc>();
  for (const track of album.tracks.items) {
    const disc = discs.get(track.disc_number) ?? { number: track.disc_number, tracks: [] };
    disc.tracks.push(track);
    discs.set(track.disc_number, disc);
  }
  return [...discs.values()].toSorted((a, b) => a.number - b.number);
}

/** @param highlight the track that the address named */
export function TrackList({ album, highlight }: { album: Album; highlight?: string | undefined }) {
  const discs = discsOf(album);
  return (
    <>
      {discs.map((disc) => (
        <section key={disc.number} class="disc">
          {discs.length > 1 && <h2 class="disc-head">{t("album.disc", { number: disc.number })}</h2>}
          <ol
            class="track-list"
            aria-label={discs.length > 1 ? t("album.disc", { number: disc.number }) : t("album.trackList", { name: album.name })}
          >
            {disc.tracks.map((track) => (
              <TrackRow key={track.id} track={track} album={album} highlighted={track.id === highlight} />
            ))}
          </ol>
        </section>
      ))}
    </>
  );
}
