import { language } from "../i18n/language.ts";
import { listParts } from "../i18n/format.ts";
import { Link } from "../router/Link.tsx";

type Credited = { id: string; name: string };

/** “A, B and C”, each a link, in the language's own way of listing. */
export function ArtistLinks({ artists }: { artists: readonly Credited[] }) {
  return (
    <span class="artists">
      {listParts(artists.length, language.value).map((part) => {
        if (part.kind === "text") return part.text;
        const artist = artists[part.index];
        if (!artist) return null;
        return (
          <Link key={artist.id} to={{ page: "artist", id: artist.id }}>
            <bdi>{artist.name}</bdi>
          </Link>
        );
      })}
    </span>
  );
}
