/** A player of one thing, small enough for a page of somebody else's. */
import { operator } from "virtual:operator";
import { formatClock } from "../app/i18n/format.ts";
import { transportPaths } from "../app/ui/transportPaths.ts";
import type { SharedThing } from "../../domain/share-path.ts";
import { usePlaying, type Playing } from "./playing.ts";
import type { EmbedTrack, Subject } from "./subject.ts";
import type { EmbedText } from "./texts.ts";

export type Texts = (key: EmbedText, name?: string) => string;

function Sign({ name }: { name: keyof typeof transportPaths }) {
  return (
    <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true" focusable="false" fill="currentColor">
      <path d={transportPaths[name]} />
    </svg>
  );
}

function Explicit({ t }: { t: Texts }) {
  return (
    <span class="explicit" title={t("explicit")}>
      <span aria-hidden="true">E</span>
      <span class="visually-hidden">{t("explicit")}</span>
    </span>
  );
}

function Seek({ playing, duration, t }: { playing: Playing; duration: number; t: Texts }) {
  const position = Math.min(playing.position, duration);
  const clock = `${formatClock(position)} / ${formatClock(duration)}`;
  return (
    <div class="seek" dir="ltr">
      <input
        type="range"
        min={0}
        max={Math.max(1, Math.floor(duration))}
        step={1}
        value={Math.floor(position)}
        disabled={!playing.current}
        aria-label={t("position")}
        aria-valuetext={clock}
        style={{ "--share": `${duration > 0 ? (position / duration) * 100 : 0}%` }}
        onInput={(event) => playing.seek(Number(event.currentTarget.value))}
      />
      <span class="clock">{clock}</span>
    </div>
  );
}

function note({ state }: Playing, t: Texts): string {
  if (state?.status !== "failed" || !state.failure) return "";
  return state.failure.reason === "network" ? t("network") : t("stopped");
}

function Controls({ playing, subject, t }: { playing: Playing; subject: Subject; t: Texts }) {
  const track = playing.current ?? subject.tracks.find((candidate) => candidate.playable);
  const several = subject.tracks.length > 1;
  const duration = playing.state && playing.current ? playing.state.duration : (track?.duration ?? 0);
  return (
    <>
      <div class="controls" dir="ltr">
        {several && (
          <button type="button" class="step" aria-label={t("previous")} disabled={!playing.current} onClick={playing.previous}>
            <Sign name="previous" />
          </button>
        )}
        <button
          type="button"
          class="main-press"
          aria-label={t(playing.wants ? "pause" : "play", (track ?? subject).name)}
          disabled={!track}
          onClick={() => track && playing.toggle(track)}
        >
          <Sign name={playing.wants ? "pause" : "play"} />
        </button>
        {several && (
          <button type="button" class="step" aria-label={t("next")} disabled={!playing.current} onClick={playing.next}>
            <Sign name="next" />
          </button>
        )}
        <Seek playing={playing} duration={duration} t={t} />
      </div>
      <output class="note">{note(playing, t)}</output>
    </>
  );
}

function TrackLine({ track, playing, t }: { track: EmbedTrack; playing: Playing; t: Texts }) {
  const isCurrent = playing.current === track;
  const names = (
    <>
      <span class="line-names">
        <span class="line-title">
          <bdi>{track.name}</bdi>
          {track.explicit && <Explicit t={t} />}
        </span>
        <span class="line-by">
          <bdi>{track.playable ? track.by : t("unplayable")}</bdi>
        </span>
      </span>
      <span class="clock">{formatClock(track.duration)}</span>
    </>
  );
  if (!track.playable) return <li class="line unplayable">{names}</li>;
  return (
    <li>
      <button
        type="button"
        class="line"
        aria-pressed={isCurrent && playing.wants}
        aria-current={isCurrent ? "true" : undefined}
        onClick={() => playing.toggle(track)}
      >
        {names}
      </button>
    </li>
  );
}

export function EmbedPlayer({ thing, subject, start, t }: { thing: SharedThing; subject: Subject; start: number; t: Texts }) {
  const playing = usePlaying(subject.tracks, start);
  const page = `/${thing.type}/${thing.id}`;
  return (
    <main
      class={thing.type === "track" ? "embed single" : "embed"}
      style={subject.colour === undefined ? {} : { "--tint": subject.colour }}
    >
      <header class="top">
        <span class="cover">{subject.image !== undefined && <img src={subject.image} alt="" />}</span>
        <div class="names">
          <h1>
            <a href={page} target="_blank" rel="noopener">
              <bdi>{subject.name}</bdi>
            </a>
          </h1>
          <p class="by">
            {playing.state?.preview === true && <span class="badge">{t("preview")}</span>}
            <bdi>{thing.type !== "track" && playing.current ? playing.current.name : subject.by}</bdi>
          </p>
          <Controls playing={playing} subject={subject} t={t} />
        </div>
        <a class="home" href={page} target="_blank" rel="noopener" title={t("open", operator.name)}>
          <img src="/icon.svg" alt={t("open", operator.name)} width="22" height="22" />
        </a>
      </header>
      {thing.type !== "track" && (
        <ol class="lines" aria-label={t("tracks", subject.name)}>
          {subject.tracks.map((track, index) => (
            <TrackLine key={`${track.id} ${index}`} track={track} playing={playing} t={t} />
          ))}
          {subject.hasMore && (
            <li>
              <a class="line more" href={page} target="_blank" rel="noopener">
                {t("more", operator.name)}
              </a>
            </li>
          )}
        </ol>
      )}
    </main>
  );
}
