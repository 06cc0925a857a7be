/** The player that is always there: what plays on one side, the transport in the middle, sound and queue on the other. */
import { useEffect } from "preact/hooks";
import { t } from "../i18n/language.ts";
import type { TrackSummary } from "../library/trackSummaries.ts";
import { HeartButton } from "../library/HeartButton.tsx";
import { RepeatButton, ShuffleButton, Transport } from "../player/Transport.tsx";
import { currentItem, currentSummary, playerState } from "../player/player.ts";
import { PlayerNote } from "../player/PlayerNote.tsx";
import { SeekBar } from "../player/SeekBar.tsx";
import { VolumeControl } from "../player/VolumeControl.tsx";
import { toggleQueue } from "../queue/queuePanel.ts";
import { Link } from "../router/Link.tsx";
import { openOverlay, route } from "../router/navigation.ts";
import type { Route } from "../router/routes.ts";
import { settings } from "../settings/settings.ts";
import { ArtistLinks } from "../ui/ArtistLinks.tsx";
import { Cover } from "../ui/Cover.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { tintOf } from "../ui/tint.ts";
import { session } from "../api/session.ts";
import { DeviceButton, PlayingOn } from "./connectLater.ts";
import { NowPlaying } from "./laterParts.ts";

function openNowPlaying(): void {
  openOverlay("now_playing");
}

/** Where what plays came from. */
function routeOfContext(albumId: string): Route {
  const context = playerState.value.context;
  if (context?.type === "playlist") return { page: "playlist", id: context.id };
  if (context?.type === "collection") return { page: "library", place: "songs" };
  return { page: "album", id: context?.type === "album" ? context.id : albumId };
}

function WhatPlays({ summary }: { summary: TrackSummary }) {
  const { track, album } = summary;
  return (
    <div class="bar-track">
      <button type="button" class="bar-cover" aria-label={t("player.open")} title={t("player.open")} onClick={openNowPlaying}>
        <Cover key={album.id} of={album} sizes="4rem" />
      </button>
      <div class="bar-names">
        <Link class="bar-title" to={routeOfContext(album.id)}>
          <bdi>{track.name}</bdi>
        </Link>
        <PlayerNote fallback={<ArtistLinks artists={track.artists} />} />
      </div>
      <HeartButton type="track" id={track.id} name={track.name} class="bar-heart" />
    </div>
  );
}

function Extras() {
  const shown = settings.queueShown.value || route.value.page === "queue";
  return (
    <div class="bar-extras">
      <IconButton icon="queue" label={shown ? t("queue.hide") : t("queue.show")} pressed={shown} onClick={toggleQueue} class="bar-queue" />
      {session.listener.value && <DeviceButton />}
      <VolumeControl />
      <IconButton icon="expand" label={t("player.open")} onClick={openNowPlaying} />
    </div>
  );
}

export function PlayerBar() {
  const present = currentItem.value !== undefined;
  // It is opened soon after the first play: fetched then, while nobody waits for it.
  useEffect(() => {
    if (present) void NowPlaying.load();
  }, [present]);
  const summary = currentSummary.value;
  if (!present) return null;
  return (
    <section class="player-bar" aria-label={t("player.label")} style={{ "--tint": tintOf(summary?.album.cover_colour) ?? "" }}>
      <SeekBar class="bar-seek" />
      {summary ? <WhatPlays summary={summary} /> : <div class="bar-track" />}
      <div class="bar-transport" dir="ltr">
        <ShuffleButton />
        <Transport />
        <RepeatButton />
      </div>
      <Extras />
      {session.listener.value && <PlayingOn />}
    </section>
  );
}
