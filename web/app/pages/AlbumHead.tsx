/** The side of an album page that stays while its tracks pass by: cover, names, play. */
import type { ComponentChildren } from "preact";
import type { SimplifiedAlbum } from "../../../contracts/web-api/common.ts";
import { formatReleaseDate } from "../i18n/format.ts";
import { language, t } from "../i18n/language.ts";
import { ArtistLinks } from "../ui/ArtistLinks.tsx";
import { Cover } from "../ui/Cover.tsx";

type AlbumHeadProps = { album: SimplifiedAlbum; facts: readonly string[]; children: ComponentChildren };

export function AlbumHead({ album, facts, children }: AlbumHeadProps) {
  const parts = [t(`album.type.${album.album_type}`), formatReleaseDate(album.release_date, language.value), ...facts];
  return (
    <header class="album-side">
      <div class="album-cover">
        <Cover of={album} sizes="(min-width: 60rem) 24rem, (min-width: 40rem) 18rem, 80vw" eager />
      </div>
      <div class="album-names">
        <h1 class="display">
          <bdi>{album.name}</bdi>
        </h1>
        <p class="lead">
          <ArtistLinks artists={album.artists} />
        </p>
        <p class="quiet">{parts.join(" · ")}</p>
        {children}
      </div>
    </header>
  );
}
