/** Room and echo: what turns dry parts into one place. Both read a mono send and add to the mix. */
import type { Stereo } from "./audio.ts";
import { highpass } from "./effects.ts";
import type { Room } from "./piece.ts";

/** Prime delays in milliseconds, spread so that echoes do not line up (Jot 1991). */
const lines = [31.71, 37.11, 41.33, 45.97, 53.83, 61.49, 67.97, 75.37];
const diffusers = [4.77, 3.59, 12.73, 9.31];
const capacity = 4096;
const mask = capacity - 1;

function diffuse(send: Float32Array, milliseconds: number, rate: number): void {
  const delay = Math.round((milliseconds * rate) / 1000);
  const memory = new Float32Array(delay);
  let at = 0;
  for (let index = 0; index < send.length; index++) {
    const stored = memory[at] as number;
    const input = (send[index] as number) + 0.6 * stored;
    send[index] = stored - 0.6 * input;
    memory[at] = input;
    at = at + 1 === delay ? 0 : at + 1;
  }
}

type Four<Value> = [Value, Value, Value, Value];
type FourLines = Readonly<Four<number>>;
const heardLeft: FourLines = [0, 2, 4, 6];
const heardRight: FourLines = [1, 3, 5, 7];

/** Shorter than the shortest line: within a block no line hears what it says, so that each can be computed in one go. */
const block = 1024;

interface Network {
  /** A ring a line. */
  memory: readonly Float32Array[];
  /** Samples. */
  lengths: readonly number[];
  gains: readonly number[];
  /** One-pole low-pass of each line: coefficient and state. */
  damp: number;
  smooth: Float64Array;
  /** What each line gives in this block. */
  taps: readonly Float32Array[];
  sum: Float32Array;
}

/** One pass over the four lines that a channel hears, every second one inverted: each waits for its own last value, not for the others'. */
function readLines(network: Network, lines: FourLines, target: Float32Array, at: number, count: number, level: number): void {
  const { taps, sum, damp, smooth, lengths, memory } = network;
  const keep = 1 - damp;
  const [memoryA, memoryB, memoryC, memoryD] = lines.map((line) => memory[line] as Float32Array) as Four<Float32Array>;
  const [fromA, fromB, fromC, fromD] = lines.map((line) => at - (lengths[line] as number)) as Four<number>;
  const [tapsA, tapsB, tapsC, tapsD] = lines.map((line) => taps[line] as Float32Array) as Four<Float32Array>;
  let [a, b, c, d] = lines.map((line) => smooth[line] as number) as Four<number>;
  for (let index = 0; index < count; index++) {
    a = keep * a + damp * (memoryA[(fromA + index) & mask] as number);
    b = keep * b + damp * (memoryB[(fromB + index) & mask] as number);
    c = keep * c + damp * (memoryC[(fromC + index) & mask] as number);
    d = keep * d + damp * (memoryD[(fromD + index) & mask] as number);
    tapsA[index] = a;
    tapsB[index] = b;
    tapsC[index] = c;
    tapsD[index] = d;
    sum[index] = (sum[index] as number) + (a + b + c + d);
    target[at + index] = (target[at + index] as number) + (a - b + c - d) * level;
  }
  for (const [place, value] of [a, b, c, d].entries()) smooth[lines[place] as number] = value;
}

/** Householder reflection: every line hears itself, less a quarter of all. */
function writeLines({ memory, taps, sum, gains }: Network, send: Float32Array, at: number, count: number): void {
  for (let index = 0; index < count; index++) sum[index] = (send[at + index] as number) - (sum[index] as number) * 0.25;
  for (const [line, ring] of memory.entries()) {
    const tap = taps[line] as Float32Array;
    const gain = gains[line] as number;
    for (let index = 0; index < count; index++) ring[(at + index) & mask] = ((sum[index] as number) + (tap[index] as number)) * gain;
  }
}

/** Feedback delay network of eight damped lines. Uses up `send`. */
export function addRoom(send: Float32Array, mix: Stereo, rate: number, room: Room): void {
  highpass(send, rate, 180);
  for (const milliseconds of diffusers) diffuse(send, milliseconds, rate);
  const lengths = lines.map((milliseconds) => Math.round((milliseconds * rate) / 1000));
  const network: Network = {
    memory: lines.map(() => new Float32Array(capacity)),
    lengths,
    gains: lengths.map((length) => 10 ** ((-3 * length) / (rate * room.seconds))),
    damp: 1 - Math.exp((-2 * Math.PI * (1800 + 7000 * room.brightness)) / rate),
    smooth: new Float64Array(8),
    taps: lines.map(() => new Float32Array(block)),
    sum: new Float32Array(block),
  };
  const step = Math.min(block, ...lengths);
  for (let at = 0; at < send.length; at += step) {
    const count = Math.min(step, send.length - at);
    network.sum.fill(0);
    readLines(network, heardLeft, mix.left, at, count, room.amount * 0.5);
    readLines(network, heardRight, mix.right, at, count, room.amount * 0.5);
    writeLines(network, send, at, count);
  }
}

/** Repeats that hop between the channels and lose their treble; their sum also reaches the room. Uses up `send`. */
export function addEcho(
  send: Float32Array,
  mix: Stereo,
  room: Float32Array,
  rate: number,
  delay: number,
  feedback: number,
  cutoff: number,
): void {
  const left = new Float32Array(delay);
  const right = new Float32Array(delay);
  const damp = 1 - Math.exp((-2 * Math.PI * cutoff) / rate);
  highpass(send, rate, 160);
  let [at, smoothLeft, smoothRight] = [0, 0, 0];
  for (let index = 0; index < send.length; index++) {
    smoothLeft += damp * ((left[at] as number) - smoothLeft);
    smoothRight += damp * ((right[at] as number) - smoothRight);
    left[at] = (send[index] as number) + smoothRight * feedback;
    right[at] = smoothLeft * feedback;
    at = at + 1 === delay ? 0 : at + 1;
    mix.left[index] = (mix.left[index] as number) + smoothLeft;
    mix.right[index] = (mix.right[index] as number) + smoothRight;
    room[index] = (room[index] as number) + 0.2 * (smoothLeft + smoothRight);
  }
}
