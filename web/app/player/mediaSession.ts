/** Lock screens, headsets and media keys: what plays is shown there, and what is pressed there is done here. */
import { effect } from "@preact/signals";
import { controls } from "./controls.ts";
import { currentPosition, currentSummary, player, playerState, status, wantsToPlay } from "./player.ts";
import { imageSource } from "../ui/imageSource.ts";
import { seekBy, seekTo } from "./position.ts";

const smallSkip = 10;

function showMetadata(session: MediaSession): void {
  const summary = currentSummary.value;
  session.metadata = summary
    ? new MediaMetadata({
        title: summary.track.name,
        artist: summary.track.artists.map((artist) => artist.name).join(", "),
        album: summary.album.name,
        artwork: summary.album.images.map(({ url, width, height }) => ({
          src: imageSource(url),
          sizes: `${width ?? 640}x${height ?? 640}`,
          type: "image/jpeg",
        })),
      })
    : null;
}

function showPlaybackState(session: MediaSession): void {
  const idle = status.value === "idle" || status.value === "ended";
  session.playbackState = idle ? "none" : wantsToPlay.value ? "playing" : "paused";
}

function showPosition(session: MediaSession): void {
  const { duration, status: now } = playerState.value;
  const at = currentPosition();
  if (!(duration > 0) || now === "idle") return;
  session.setPositionState({ duration, playbackRate: 1, position: Math.min(Math.max(0, at), duration) });
}

export function startMediaSession(): void {
  if (!("mediaSession" in navigator)) return;
  const session = navigator.mediaSession;
  const actions: Partial<Record<MediaSessionAction, MediaSessionActionHandler>> = {
    play: () => controls.play(),
    pause: () => controls.pause(),
    stop: () => controls.pause(),
    nexttrack: () => controls.next(),
    previoustrack: () => controls.previous(),
    seekforward: ({ seekOffset }) => seekBy(seekOffset ?? smallSkip),
    seekbackward: ({ seekOffset }) => seekBy(-(seekOffset ?? smallSkip)),
    seekto: ({ seekTime }) => seekTime !== undefined && seekTo(seekTime),
  };
  for (const [action, handler] of Object.entries(actions)) {
    try {
      session.setActionHandler(action as MediaSessionAction, handler);
    } catch {
      // The browser does not know this action.
    }
  }
  effect(() => showMetadata(session));
  effect(() => showPlaybackState(session));
  effect(() => showPosition(session));
  // Between two reports the system counts on by itself; a seek is the only thing that it can't know.
  player.on("play", () => showPosition(session));
}
