/** What plays, near: the cover large, the recording as a waveform to move in, what comes after it. */
import { t } from "../i18n/language.ts";
import { HeartButton } from "../library/HeartButton.tsx";
import { keepableUri } from "../library/kept.ts";
import { openAddToPlaylist, shareTrack } from "../library/openers.ts";
import { trackSummary, type TrackSummary } from "../library/trackSummaries.ts";
import { PlayerNote } from "../player/PlayerNote.tsx";
import { RepeatButton, ShuffleButton, Transport } from "../player/Transport.tsx";
import { VolumeControl } from "../player/VolumeControl.tsx";
import { controls } from "../player/controls.ts";
import { currentSummary, playerState, status } from "../player/player.ts";
import { nameOfItem } from "../queue/QueueRow.tsx";
import { viewQueue } from "../queue/queueView.ts";
import { session } from "../api/session.ts";
import { DeviceButton } from "../shell/connectLater.ts";
import { Link } from "../router/Link.tsx";
import { closeOverlay } from "../router/navigation.ts";
import { ArtistLinks } from "../ui/ArtistLinks.tsx";
import { Cover } from "../ui/Cover.tsx";
import { Icon } from "../ui/Icon.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { Modal } from "../ui/Modal.tsx";
import { tintOf } from "../ui/tint.ts";
import { WaveformSeek } from "./WaveformSeek.tsx";
import "../styles/now-playing.css";

const shownNext = 4;

function Near({ summary }: { summary: TrackSummary }) {
  return (
    <div class={status.value === "playing" ? "near sounding" : "near"}>
      <span class="rings" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <Cover key={summary.album.id} of={summary.album} sizes="(min-width: 60rem) 30rem, 80vw" eager />
    </div>
  );
}

function UpNext() {
  const { queue, index } = playerState.value;
  const next = viewQueue(queue, index).next.slice(0, shownNext);
  if (next.length === 0) return null;
  return (
    <section class="up-next" aria-labelledby="up-next">
      <div class="section-head">
        <h3 id="up-next">{t("player.upNext")}</h3>
        <Link class="section-link" to={{ page: "queue" }}>
          {t("nav.queue")}
        </Link>
      </div>
      <ol>
        {next.map((item) => (
          <li key={item.uid}>
            <button type="button" onClick={() => controls.jumpTo(item.uid)}>
              <bdi>{nameOfItem(item)}</bdi>
              <span class="quiet">
                {trackSummary(item.trackId)
                  ?.track.artists.map((artist) => artist.name)
                  .join(", ")}
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Names({ summary }: { summary: TrackSummary }) {
  const { track, album } = summary;
  const share = () => shareTrack(track, playerState.peek().duration);
  return (
    <div class="near-names">
      <p class="eyebrow">
        <Link to={{ page: "album", id: album.id }}>{t("player.from", { name: album.name })}</Link>
      </p>
      <h2 class="display">
        <bdi>{track.name}</bdi>
      </h2>
      <div class="lead">
        <PlayerNote fallback={<ArtistLinks artists={track.artists} />} />
      </div>
      <div class="near-actions">
        <HeartButton type="track" id={track.id} name={track.name} />
        <IconButton
          icon="plus"
          label={t("track.addToPlaylist")}
          onClick={() => openAddToPlaylist([keepableUri("track", track.id)], track.name)}
        />
        <IconButton icon="share" label={t("track.share")} onClick={share} />
        {session.listener.value && <DeviceButton named />}
        <Link class="icon-button near-queue" to={{ page: "queue" }}>
          <Icon name="queue" />
          <span class="visually-hidden">{t("nav.queue")}</span>
        </Link>
      </div>
    </div>
  );
}

export function NowPlaying() {
  const summary = currentSummary.value;
  return (
    <Modal label={t("player.nowPlaying")} class="now-playing" onClose={closeOverlay}>
      <div class="now-body" style={{ "--tint": tintOf(summary?.album.cover_colour) ?? "" }}>
        <IconButton class="now-close" icon="down" label={t("player.close")} onClick={closeOverlay} />
        {summary && <Near summary={summary} />}
        <div class="now-side">
          {summary && <Names summary={summary} />}
          <WaveformSeek />
          <div class="now-transport" dir="ltr">
            <ShuffleButton />
            <Transport />
            <RepeatButton />
          </div>
          <VolumeControl />
          <UpNext />
        </div>
      </div>
    </Modal>
  );
}
