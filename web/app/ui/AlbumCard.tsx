import type { SimplifiedAlbum } from "../../../contracts/web-api/common.ts";
import { formatReleaseDate, releaseYear } from "../i18n/format.ts";
import { language, t } from "../i18n/language.ts";
import { Link } from "../router/Link.tsx";
import { AlbumPlayButton } from "./AlbumPlayButton.tsx";
import { ArtistLinks } from "./ArtistLinks.tsx";
import { Cover } from "./Cover.tsx";

const sizes = "(min-width: 48rem) 15rem, 45vw";

function CardDetail({ album, detail }: { album: SimplifiedAlbum; detail: "artists" | "year" }) {
  if (album.restrictions?.reason === "not_released") {
    return <>{t("album.releasesOn", { date: formatReleaseDate(album.release_date, language.value) })}</>;
  }
  if (detail === "artists") return <ArtistLinks artists={album.artists} />;
  return (
    <>
      {releaseYear(album.release_date)} · {t(`album.type.${album.album_type}`)}
    </>
  );
}

/** @param detail the line below the name: who made it, or on an artist's own page when */
function AlbumCard({ album, detail = "artists", eager = false }: { album: SimplifiedAlbum; detail?: "artists" | "year"; eager?: boolean }) {
  return (
    <li class="card">
      <div class="card-picture">
        <Cover of={album} sizes={sizes} eager={eager} />
        {!album.restrictions && <AlbumPlayButton album={album} />}
      </div>
      <Link class="card-title" to={{ page: "album", id: album.id }}>
        <bdi>{album.name}</bdi>
      </Link>
      <p class="card-detail">
        <CardDetail album={album} detail={detail} />
      </p>
    </li>
  );
}

export function AlbumGrid({
  albums,
  detail = "artists",
  eager = 0,
}: {
  albums: readonly SimplifiedAlbum[];
  detail?: "artists" | "year";
  eager?: number;
}) {
  return (
    <ul class="card-grid">
      {albums.map((album, index) => (
        <AlbumCard key={album.id} album={album} detail={detail} eager={index < eager} />
      ))}
    </ul>
  );
}
