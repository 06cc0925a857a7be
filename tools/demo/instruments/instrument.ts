/** What an instrument is: something that adds one sounding note to a bus. */
import type { Stereo } from "../mix/audio.ts";

export interface Sound {
  /** First sample on the bus. */
  start: number;
  /** Samples until the key is let go; the release follows. */
  length: number;
  /** MIDI number; fractions are allowed. */
  pitch: number;
  /** 0–1. */
  velocity: number;
  /** Gain of each channel, from panning. */
  left: number;
  right: number;
  /** Pitch that a gliding voice comes from. */
  from?: number | undefined;
  seed: number;
}

export type Voice = (sound: Sound, bus: Stereo) => void;

/** Instruments keep caches for one sample rate; a track makes its own. */
export type Instrument = (rate: number) => Voice;
