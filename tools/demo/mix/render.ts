/** Plays a piece: each part on its own bus, balanced by measured loudness, sent to room and echo. */
import type { Sound, Voice } from "../instruments/instrument.ts";
import { type Random, seeded } from "../random.ts";
import { decibels, panGains, silence, type Stereo } from "./audio.ts";
import { applyEffects, duckingCurve } from "./effects.ts";
import { integratedLoudness } from "./loudness.ts";
import { fadeEnds, master } from "./master.ts";
import type { Note, Part, Piece } from "./piece.ts";
import { addEcho, addRoom } from "./space.ts";

/** Parts with a level of 0 come to this loudness before the whole is brought to its own. */
const reference = -20;
/** The longest time that an instrument rings after its key was let go. */
const longestRelease = 5.2;

function soundOf(note: Note, part: Part, piece: Piece, rate: number, random: Random): Sound {
  const loose = part.looseness ?? { seconds: 0.005, velocity: 0.07 };
  const start = Math.max(0, piece.clock(note.beat) + random.gauss() * loose.seconds);
  const end = piece.clock(note.beat + note.beats);
  const [left, right] = panGains((part.pan ?? 0) + (note.pan ?? 0));
  return {
    start: Math.round(start * rate),
    length: Math.max(64, Math.round((end - start) * rate)),
    pitch: note.pitch,
    velocity: Math.max(0.05, Math.min(1, note.velocity * (1 + random.gauss() * loose.velocity))),
    left,
    right,
    seed: (random.next() * 0x7fffffff) | 0,
  };
}

function playNotes(part: Part, piece: Piece, rate: number, bus: Stereo, random: Random): { from: number; to: number } {
  const voice: Voice = part.instrument(rate);
  let from = bus.left.length;
  let to = 0;
  let previous: { end: number; pitch: number } | undefined;
  for (const note of part.notes.toSorted((a, b) => a.beat - b.beat)) {
    const sound = soundOf(note, part, piece, rate, random);
    if (sound.start >= bus.left.length) continue;
    if (previous && sound.start - previous.end < rate * 0.06) sound.from = previous.pitch;
    voice(sound, bus);
    previous = { end: sound.start + sound.length, pitch: sound.pitch };
    from = Math.min(from, sound.start);
    to = Math.max(to, previous.end);
  }
  return { from, to: Math.min(bus.left.length, to + Math.ceil(longestRelease * rate)) };
}

interface Buses {
  part: Stereo;
  mix: Stereo;
  room: Float32Array;
  echo: Float32Array;
}

function mixPart(part: Part, stretch: Stereo, from: number, buses: Buses, gain: number): void {
  const { left, right } = stretch;
  const { room, echo } = buses;
  const { left: mixLeft, right: mixRight } = buses.mix;
  const toRoom = (part.reverb ?? 0.2) * 0.5;
  const toEcho = (part.echo ?? 0) * 0.5;
  for (let index = 0; index < left.length; index++) {
    const l = (left[index] as number) * gain;
    const r = (right[index] as number) * gain;
    const at = from + index;
    mixLeft[at] = (mixLeft[at] as number) + l;
    mixRight[at] = (mixRight[at] as number) + r;
    room[at] = (room[at] as number) + (l + r) * toRoom;
  }
  if (toEcho === 0) return;
  for (let index = 0; index < left.length; index++) {
    echo[from + index] = (echo[from + index] as number) + ((left[index] as number) + (right[index] as number)) * gain * toEcho;
  }
}

/** The mix before its loudness is set. */
export function renderMix(piece: Piece, rate: number): Stereo {
  const length = Math.round(piece.seconds * rate);
  const buses: Buses = { part: silence(length), mix: silence(length), room: new Float32Array(length), echo: new Float32Array(length) };
  const kicks = piece.kicks.map((beat) => Math.round(piece.clock(beat) * rate));
  const ducking = piece.parts.some((part) => part.duck) ? duckingCurve(kicks, length, rate) : undefined;
  for (const part of piece.parts) {
    if (part.notes.length === 0) continue;
    const { from, to } = playNotes(part, piece, rate, buses.part, seeded(`${piece.seed}/${part.name}`));
    if (to <= from) continue;
    const stretch = { left: buses.part.left.subarray(from, to), right: buses.part.right.subarray(from, to) };
    applyEffects(part, stretch, from, rate, piece.clock, ducking);
    const measured = integratedLoudness(stretch, rate, 4);
    if (Number.isFinite(measured)) mixPart(part, stretch, from, buses, decibels(reference + part.level - measured));
    stretch.left.fill(0);
    stretch.right.fill(0);
  }
  if (piece.parts.some((part) => part.echo)) {
    const delay = Math.round((piece.clock(piece.echo.beats) - piece.clock(0)) * rate);
    addEcho(buses.echo, buses.mix, buses.room, rate, delay, piece.echo.feedback, piece.echo.lowpass);
  }
  addRoom(buses.room, buses.mix, rate, piece.room);
  return buses.mix;
}

export function renderPiece(piece: Piece, rate: number): Stereo {
  const mix = renderMix(piece, rate);
  fadeEnds(mix, rate, piece.fade);
  master(mix, rate, piece.loudness);
  return mix;
}
