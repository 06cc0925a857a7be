/** Songs that are kept, however many: played as one list, in the order in which they stand. */
import { computed } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { VNode } from "preact";
import { formatClock } from "../../i18n/format.ts";
import { language, t as common } from "../../i18n/language.ts";
import { trackIntent } from "../../player/intent.ts";
import { queueItem } from "../../player/playback.ts";
import { controls } from "../../player/controls.ts";
import { currentTrackId, playerState, wantsToPlay } from "../../player/player.ts";
import { Link } from "../../router/Link.tsx";
import { ArtistLinks } from "../../ui/ArtistLinks.tsx";
import { Cover } from "../../ui/Cover.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Menu } from "../../ui/Menu.tsx";
import { SoundBars } from "../../ui/SoundBars.tsx";
import { ExplicitMark, TrackTitle } from "../../ui/TrackTitle.tsx";
import { VirtualList, type VirtualRowAttributes } from "../../ui/VirtualList.tsx";
import type { Song } from "../collection/items.ts";
import { HeartButton } from "../HeartButton.tsx";
import { t } from "../i18n/texts.ts";
import { trackActions } from "../trackActions.ts";

const context = { type: "collection", id: "songs" } as const;
const rows = (_width: number, rem: number) => ({ lanes: 1, rowHeight: 3.75 * rem });

function isContext(): boolean {
  return playerState.value.context?.type === "collection";
}

/** @param from the song that it begins with; else the first that can be played */
function playSongs(songs: readonly Song[], from?: string, shuffled = false): void {
  const playable = songs.filter((song) => song.is_playable);
  const start = from === undefined ? 0 : playable.findIndex((song) => song.id === from);
  if (start < 0 || playable.length === 0) return;
  const items = playable.map((song) => queueItem(song, song.album.id));
  controls.playQueue(items, start, context, { shuffled });
}

function shuffleSongs(songs: readonly Song[]): void {
  const playable = songs.filter((song) => song.is_playable);
  const any = playable[Math.floor(Math.random() * playable.length)];
  playSongs(songs, any?.id, true);
}

export function SongsActions({ songs }: { songs: readonly Song[] }) {
  const first = songs.find((song) => song.is_playable);
  if (!first) return null;
  const playing = isContext() && wantsToPlay.value;
  return (
    <span class="songs-actions">
      <button
        type="button"
        class="button primary"
        {...trackIntent(first.id, "button")}
        onClick={() => (isContext() ? controls.toggle() : playSongs(songs))}
      >
        <Icon name={playing ? "pause" : "play"} />
        {playing ? common("play.pause") : t("library.playSongs")}
      </button>
      <button type="button" class="button" onClick={() => shuffleSongs(songs)}>
        <Icon name="shuffle" />
        {t("library.shuffleSongs")}
      </button>
    </span>
  );
}

/** Making one takes longer than all else that a row needs. */
const addedFormat = computed(() => new Intl.DateTimeFormat(language.value, { dateStyle: "medium" }));

function SongRow({ song, play, attributes }: { song: Song; play: () => void; attributes: VirtualRowAttributes }) {
  const current = isContext() && currentTrackId.value === song.id;
  const classes = ["track-row song-row", current && "current", !song.is_playable && "unplayable"].filter(Boolean).join(" ");
  return (
    <li {...attributes} class={classes} {...(current ? { "aria-current": "true" as const } : {})}>
      <span class="song-cover">
        <Cover key={song.album.id} of={song.album} sizes="2.75rem" />
        {current && <SoundBars moving={wantsToPlay.value} />}
      </span>
      <span class="row-names">
        <span class="row-first">
          <TrackTitle track={song} current={current} play={play} />
          {song.explicit && <ExplicitMark />}
        </span>
        {song.is_playable ? (
          <ArtistLinks artists={song.artists} />
        ) : (
          <span class="row-reason clip">{common(`refusal.${song.restrictions?.reason ?? "not_ready"}`)}</span>
        )}
      </span>
      <Link class="song-album clip" to={{ page: "album", id: song.album.id }}>
        <bdi>{song.album.name}</bdi>
      </Link>
      <time class="song-added clip" dateTime={new Date(song.added).toISOString()}>
        {addedFormat.value.format(song.added)}
      </time>
      <HeartButton type="track" id={song.id} name={song.name} listed class="row-heart" />
      <time class="row-time">{formatClock(song.duration_ms / 1000)}</time>
      <Menu
        class="row-menu"
        label={common("track.more", { name: song.name })}
        actions={() => trackActions(song, song.album.id, { elsewhere: true, listed: true })}
      />
    </li>
  );
}

type Drawn = { attributes: VirtualRowAttributes; row: VNode };

/** Rows as they were drawn last: while one scrolls only those are drawn that come into view. They follow signals by themselves. */
function useDrawnRows(songs: readonly Song[]) {
  const drawn = useMemo(() => new Map<string, Drawn>(), [songs]);
  return (song: Song, attributes: VirtualRowAttributes, draw: () => VNode): VNode => {
    const before = drawn.get(song.id);
    if (before && isSamePlace(before.attributes, attributes)) return before.row;
    const row = draw();
    drawn.set(song.id, { attributes, row });
    return row;
  };
}

function isSamePlace(a: VirtualRowAttributes, b: VirtualRowAttributes): boolean {
  return a["aria-posinset"] === b["aria-posinset"] && a["aria-setsize"] === b["aria-setsize"] && a.style.blockSize === b.style.blockSize;
}

export function SongList({ songs }: { songs: readonly Song[] }) {
  const drawn = useDrawnRows(songs);
  const play = (song: Song) => {
    if (isContext() && currentTrackId.peek() === song.id) controls.toggle();
    else playSongs(songs, song.id);
  };
  return (
    <VirtualList count={songs.length} layout={rows} label={t("library.songs")} class="song-list" ordered>
      {(index, attributes) => {
        const song = songs[index];
        return song && drawn(song, attributes, () => <SongRow key={song.id} song={song} play={() => play(song)} attributes={attributes} />);
      }}
    </VirtualList>
  );
}
