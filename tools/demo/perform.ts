/** From a release's scores to sound: track by track, or as one piece that is cut where its movements meet. */
import type { DemoRelease, DemoTrack } from "./releases/release.ts";
import { addInto, silence, type Stereo } from "./mix/audio.ts";
import { fadeEnds, master } from "./mix/master.ts";
import { renderMix, renderPiece } from "./mix/render.ts";
import { compose } from "./styles/compose.ts";

export function performTrack(track: DemoTrack, rate: number): Stereo {
  return renderPiece(compose(track.score), rate);
}

export interface Continuous {
  sound: Stereo;
  /** First sample of each track, and the end of the last one. */
  cuts: number[];
}

/** Each movement rings on into the next: they are laid over one another, mastered as one, and only then cut. */
export function performContinuous(tracks: readonly DemoTrack[], rate: number): Continuous {
  const pieces = tracks.map((track, index) => compose(track.score, index === tracks.length - 1));
  const starts = pieces.map((_, index) => Math.round(pieces.slice(0, index).reduce((sum, piece) => sum + piece.bars, 0) * rate));
  const last = pieces.at(-1);
  if (!last) throw new Error("A continuous release without tracks.");
  const end = (starts.at(-1) ?? 0) + Math.round(last.seconds * rate);
  const sound = silence(end);
  for (const [index, piece] of pieces.entries()) {
    const mix = renderMix(piece, rate);
    const at = starts[index] ?? 0;
    addInto(sound.left, mix.left, at, 1);
    addInto(sound.right, mix.right, at, 1);
  }
  fadeEnds(sound, rate, last.fade);
  master(sound, rate, last.loudness);
  return { sound, cuts: [...starts, end] };
}

/** `01 Title.wav`, without what some file system refuses. */
export function fileOf(release: DemoRelease, index: number): string {
  const title = (release.tracks[index]?.title ?? "").replaceAll(/[\\/:*?"<>|]/g, "").trim();
  return `${String(index + 1).padStart(2, "0")} ${title}.wav`;
}
