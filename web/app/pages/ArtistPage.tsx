import type { Artist } from "../../../contracts/web-api/artists.ts";
import { albumGroups, artistAlbums, artists, type AlbumGroup } from "../api/catalogue.ts";
import { t } from "../i18n/language.ts";
import { FollowButton } from "../library/HeartButton.tsx";
import { openShare } from "../library/openers.ts";
import { AlbumGrid } from "../ui/AlbumCard.tsx";
import { AlbumPlayButton } from "../ui/AlbumPlayButton.tsx";
import { Cover } from "../ui/Cover.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { Loaded } from "../ui/Loaded.tsx";
import { Page } from "../ui/Page.tsx";
import { CardGridSkeleton } from "../ui/skeletons.tsx";

function groupOf(artistId: string, group: AlbumGroup) {
  const state = artistAlbums.get(`${artistId}/${group}`).state.value;
  return state.kind === "ready" ? state.value.items : [];
}

/** The newest thing of their own, to stand for them where there is no portrait. */
function latestOf(artistId: string) {
  const own = [...groupOf(artistId, "album"), ...groupOf(artistId, "single")];
  return own.filter((album) => !album.restrictions).toSorted((a, b) => b.release_date.localeCompare(a.release_date))[0];
}

function ArtistHead({ artist }: { artist: Artist }) {
  const latest = latestOf(artist.id);
  const portrait = artist.images.length > 0 ? { images: artist.images } : latest;
  const share = () => openShare({ type: "artist", id: artist.id, name: artist.name, by: "" });
  return (
    <header class="artist-head">
      {portrait && (
        <div class="artist-portrait">
          <Cover of={portrait} sizes="(min-width: 48rem) 16rem, 60vw" eager />
        </div>
      )}
      <div>
        <p class="eyebrow">{t("artist.type")}</p>
        <h1 class="display">
          <bdi>{artist.name}</bdi>
        </h1>
        {artist.genres.length > 0 && <p class="quiet">{artist.genres.join(" · ")}</p>}
        <div class="album-actions">
          {latest && <AlbumPlayButton album={latest} words={t("artist.playLatest")} />}
          <FollowButton type="artist" id={artist.id} name={artist.name} />
          <IconButton icon="share" label={t("track.share")} onClick={share} />
        </div>
      </div>
    </header>
  );
}

function AlbumGroupSection({ artistId, group }: { artistId: string; group: AlbumGroup }) {
  const resource = artistAlbums.get(`${artistId}/${group}`);
  return (
    <Loaded resource={resource} skeleton={group === "album" ? <CardGridSkeleton count={4} /> : null}>
      {(page) =>
        page.items.length > 0 && (
          <section aria-labelledby={`group-${group}`}>
            <h2 id={`group-${group}`}>{t(`artist.group.${group}`)}</h2>
            <AlbumGrid albums={page.items} detail={group === "appears_on" || group === "compilation" ? "artists" : "year"} />
          </section>
        )
      }
    </Loaded>
  );
}

export function ArtistPage({ id }: { id: string }) {
  return (
    <Loaded resource={artists.get(id)} skeleton={<CardGridSkeleton count={4} />}>
      {(artist) => (
        <Page title={artist.name} class="artist-page" tintColour={latestOf(id)?.cover_colour}>
          <ArtistHead artist={artist} />
          {albumGroups.map((group) => (
            <AlbumGroupSection key={group} artistId={id} group={group} />
          ))}
        </Page>
      )}
    </Loaded>
  );
}
