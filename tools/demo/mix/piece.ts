/** What an arranger hands to the mixer: parts with their notes, and the room they are heard in. */
import type { Instrument } from "../instruments/instrument.ts";

export interface Note {
  /** Beats from the start of the piece; the clock turns them into seconds. */
  beat: number;
  beats: number;
  /** MIDI number; drums ignore it or are tuned by it (60 is as they come). */
  pitch: number;
  /** 0–1. */
  velocity: number;
  /** Added to the part's place. */
  pan?: number;
}

export interface Part {
  name: string;
  instrument: Instrument;
  notes: Note[];
  /** Loudness while it plays, in LU against the other parts: the mixer measures each part and sets its gain. */
  level: number;
  /** −1 left – 1 right. */
  pan?: number;
  /** Sent to the room and to the echo, 0–1. */
  reverb?: number;
  echo?: number;
  /** How far the kick drum pushes this part down, 0–1. */
  duck?: number;
  /** Hz. */
  highpass?: number;
  lowpass?: number;
  /** Cutoff of a low-pass over time: beat, Hz; in between it moves evenly in octaves. */
  filter?: readonly (readonly [beat: number, hertz: number])[];
  /** Slow doubling, 0–1. */
  chorus?: number;
  /** Level to and fro between the channels. */
  tremolo?: { hertz: number; depth: number };
  /** Gentle saturation, 0–1. */
  drive?: number;
  /** Seconds by which notes stray, and part of their velocity; 0.005 and 0.07 when absent. */
  looseness?: { seconds: number; velocity: number };
}

/** Seconds at a beat. */
export type Clock = (beat: number) => number;

export interface Room {
  /** Seconds to −60 dB. */
  seconds: number;
  /** 0 dark – 1 bright. */
  brightness: number;
  /** 0–1: of the whole mix. */
  amount: number;
}

export interface Echo {
  beats: number;
  /** 0–0.85 */
  feedback: number;
  /** Hz: each repeat is darker. */
  lowpass: number;
}

export interface Piece {
  clock: Clock;
  /** Seconds from the first sample to the last one that may sound. */
  seconds: number;
  parts: Part[];
  room: Room;
  echo: Echo;
  /** Beats of the kick that ducks others. */
  kicks: number[];
  /** Seconds of fading out at the end. */
  fade: number;
  /** Integrated loudness to aim for, LUFS. */
  loudness: number;
  seed: number;
}
