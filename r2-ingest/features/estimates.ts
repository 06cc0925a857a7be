/**
 * Impressions that have no measure of their own: weighted sums of what was measured, after what listeners' ratings go with in the
 * literature. None was checked against ratings (docs/decisions/audio-features.md); they order recordings, no more.
 */
import { fact, frameRate, type Frames } from "./frames.ts";
import { levelOf } from "./segments.ts";
import { between, clamp, logistic, meanOf, quantileOf } from "./statistics.ts";

export type Impressions = {
  energy: number;
  danceability: number;
  valence: number;
  acousticness: number;
  instrumentalness: number;
  liveness: number;
};

export type Measured = {
  /** LUFS; −60 for silence. */
  loudness: number;
  tempo: number;
  pulse: number;
  /** How evenly beats follow each other, 0–1. */
  steadiness: number;
  mode: 0 | 1;
  modeConfidence: number;
  /** Onsets a second. */
  onsetRate: number;
  speechiness: number;
};

type Sound = {
  /** Mean of the frames that sound. */
  centroid: number;
  flatness: number;
  lowShare: number;
  /** Level exceeded by 95 %, and by 10 %, of the frames, in dB. */
  quiet: number;
  loud: number;
  quietFlatness: number;
};

export function impressionsOf(frames: Frames, measured: Measured): Impressions {
  const sound = soundOf(frames);
  const energy = energyOf(sound, measured);
  return {
    energy,
    danceability: danceabilityOf(sound, measured),
    valence: valenceOf(sound, measured, energy),
    acousticness: acousticnessOf(sound, measured, energy),
    instrumentalness: instrumentalnessOf(sound, measured),
    liveness: livenessOf(frames, sound),
  };
}

function soundOf(frames: Frames): Sound {
  const levels = frames.facts.column(fact.power).map(levelOf);
  const loud = quantileOf(levels, 0.9);
  const heard = Array.from(levels.keys()).filter((frame) => (levels[frame] ?? 0) > loud - 30);
  const quiet = quantileOf(levels, 0.05);
  const hushed = Array.from(levels.keys()).filter((frame) => (levels[frame] ?? 0) <= quiet + 1 && (levels[frame] ?? 0) > -60);
  const mean = (rows: readonly number[], column: number): number => meanOf(rows.map((row) => frames.facts.row(row)[column] ?? 0));
  return {
    centroid: mean(heard, fact.centroid),
    flatness: mean(heard, fact.flatness),
    lowShare: mean(heard, fact.lowShare),
    quiet,
    loud,
    quietFlatness: mean(hushed, fact.flatness),
  };
}

/** Loud, dense, bright: Gabrielsson & Lindström, "The role of structure in the musical expression of emotions", 2010, on arousal. */
function energyOf({ centroid, flatness }: Sound, { loudness, onsetRate }: Measured): number {
  const aroused =
    0.45 * between(loudness, -32, -7) +
    0.25 * between(onsetRate, 0.5, 7) +
    0.2 * between(centroid, 300, 2500) +
    0.1 * between(flatness, 0, 0.05);
  return logistic(9 * (aroused - 0.5));
}

/** A clear and even pulse at a tempo that bodies like, with bass: Lartillot et al. 2008 (pulse clarity); Burger et al. 2013 (movement). */
function danceabilityOf({ lowShare }: Sound, { pulse, steadiness, tempo }: Measured): number {
  const liked = tempo === 0 ? 0 : Math.exp(-0.5 * (Math.log2(tempo / 116) / 0.55) ** 2);
  return clamp(
    0.45 * between(pulse, 0.05, 0.75) + 0.2 * steadiness * between(pulse, 0.05, 0.3) + 0.2 * liked + 0.15 * between(lowShare, 0.05, 0.7),
  );
}

/** Major and fast sound happy, minor and slow sad: Gabrielsson & Lindström 2010; Eerola, Lartillot & Toiviainen, ISMIR 2009. */
function valenceOf({ centroid }: Sound, { mode, modeConfidence, tempo }: Measured, energy: number): number {
  const tonal = (mode === 1 ? 1 : -1) * (0.4 + 0.6 * modeConfidence);
  return logistic(1.1 * tonal + 1.2 * (between(tempo, 60, 170) - 0.5) + 1.2 * (energy - 0.5) + 0.5 * (between(centroid, 500, 3000) - 0.5));
}

/** Acoustic instruments are recorded with their dynamics, have little above 5 kHz all the time, and little that is noise. */
function acousticnessOf({ flatness, centroid, loud, quiet }: Sound, { loudness }: Measured, energy: number): number {
  const dynamic = between(loud - quiet, 4, 24);
  const dull = 1 - between(centroid, 400, 2500);
  const tonal = 1 - between(flatness, 0.002, 0.05);
  const soft = 1 - between(loudness, -22, -9);
  return logistic(3 * (0.5 - energy) + 1.5 * (dynamic - 0.4) + 2 * (dull - 0.6) + 2 * (tonal - 0.6) + 2 * (soft - 0.6));
}

/** Voices are known here by speaking only: sung words in the middle of a band are not recognised. */
function instrumentalnessOf({ flatness }: Sound, { speechiness }: Measured): number {
  return clamp((1 - speechiness) * (1 - 0.3 * between(flatness, 0.05, 0.2)));
}

/** Rooms and audiences fill the pauses with noise: how loud and how noisy the quietest moments and the two ends are. */
function livenessOf(frames: Frames, { quiet, loud, quietFlatness }: Sound): number {
  const ends = Math.round(3 * frameRate);
  const rows = frames.facts.rows;
  const edge = (from: number, to: number): number => {
    const mean = frames.facts.mean(from, to);
    return levelOf(mean[fact.power] ?? 0) > -50 ? between(mean[fact.flatness] ?? 0, 0.05, 0.4) : 0;
  };
  const floor = between(quiet - loud, -45, -10) * between(quietFlatness, 0.02, 0.3);
  return clamp(0.05 + 0.55 * ((edge(0, ends) + edge(rows - ends, rows)) / 2) + 0.4 * floor);
}
