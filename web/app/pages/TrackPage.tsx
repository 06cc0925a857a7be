/** A track by its own address: its album's page with the track in view, playable before the album is here. */
import type { Track } from "../../../contracts/web-api/tracks.ts";
import { albums, tracks } from "../api/catalogue.ts";
import { Loaded } from "../ui/Loaded.tsx";
import { Page } from "../ui/Page.tsx";
import { AlbumSkeleton, TrackListSkeleton } from "../ui/skeletons.tsx";
import { AlbumHead } from "./AlbumHead.tsx";
import { AlbumView } from "./AlbumPage.tsx";
import { HighlightedTrackButton } from "./HighlightedTrackButton.tsx";

function TrackAheadOfAlbum({ track }: { track: Track }) {
  return (
    <Page title={track.name} class="album-page" tintColour={track.album.cover_colour}>
      <div class="album-layout">
        <AlbumHead album={track.album} facts={[]}>
          {track.is_playable && <HighlightedTrackButton track={track} albumId={track.album.id} />}
        </AlbumHead>
        <TrackListSkeleton count={Math.min(track.album.total_tracks, 12)} />
      </div>
    </Page>
  );
}

export function TrackPage({ id }: { id: string }) {
  return (
    <Loaded resource={tracks.get(id)} skeleton={<AlbumSkeleton />}>
      {(track) => (
        <Loaded resource={albums.get(track.album.id)} skeleton={<TrackAheadOfAlbum track={track} />}>
          {(album) => <AlbumView album={album} highlight={id} />}
        </Loaded>
      )}
    </Loaded>
  );
}
