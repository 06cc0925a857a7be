/** Room and echo: what turns dry parts into one place. Both read a mono send and add to the mix. */
import type { Stereo } from "./audio.ts";
import { highpass } from "./effects.ts";
import type { Room } from "./piece.ts";

/** Prime delays in milliseconds, spread so that echoes do not line up (Jot 1991). */
const lines = [31.71, 37.11, 41.33, 45.97, 53.83, 61.49, 67.97, 75.37];
const diffusers = [4.77, 3.59, 12.73, 9.31];
const capacity = 4096;

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

/** Shorter than the shortest line: within a block no line hears what it says, so that each can be computed in one go. */
const block = 1024;

interface Network {
  memory: Float32Array;
  /** Samples. */
  lengths: readonly number[];
  gains: readonly number[];
  /** One-pole low-pass of each line: coefficient and state. */
  damp: number;
  smooth: Float64Array;
  /** What each line gives in this block, line after line. */
  taps: Float32Array;
  sum: Float32Array;
}

function readLine(network: Network, line: number, at: number, count: number): void {
  const { memory, taps, sum, damp, smooth } = network;
  const from = at - (network.lengths[line] as number);
  let value = smooth[line] as number;
  for (let index = 0; index < count; index++) {
    value += damp * ((memory[line * capacity + ((from + index) & (capacity - 1))] as number) - value);
    taps[line * block + index] = value;
    sum[index] = (sum[index] as number) + value;
  }
  smooth[line] = value;
}

/** Householder reflection: every line hears itself, less a quarter of all. */
function writeLine(network: Network, line: number, send: Float32Array, at: number, count: number): void {
  const { memory, taps, sum } = network;
  const gain = network.gains[line] as number;
  for (let index = 0; index < count; index++) {
    const input = (send[at + index] as number) - (sum[index] as number) * 0.25 + (taps[line * block + index] as number);
    memory[line * capacity + ((at + index) & (capacity - 1))] = input * gain;
  }
}

/** Even lines are heard left, odd ones right, every second one inverted. */
function addTaps(taps: Float32Array, target: Float32Array, first: number, at: number, count: number, level: number): void {
  for (let index = 0; index < count; index++) {
    const tap = first * block + index;
    const a = (taps[tap] as number) - (taps[tap + 2 * block] as number);
    const b = (taps[tap + 4 * block] as number) - (taps[tap + 6 * block] as number);
    target[at + index] = (target[at + index] as number) + (a + b) * level;
  }
}

/** Feedback delay network of eight damped lines. Uses up `send`. */
export function addRoom(send: Float32Array, mix: Stereo, rate: number, room: Room): void {
  highpass(send, rate, 180);
  for (const milliseconds of diffusers) diffuse(send, milliseconds, rate);
  const lengths = lines.map((milliseconds) => Math.round((milliseconds * rate) / 1000));
  const network: Network = {
    memory: new Float32Array(8 * capacity),
    lengths,
    gains: lengths.map((length) => 10 ** ((-3 * length) / (rate * room.seconds))),
    damp: 1 - Math.exp((-2 * Math.PI * (1800 + 7000 * room.brightness)) / rate),
    smooth: new Float64Array(8),
    taps: new Float32Array(8 * block),
    sum: new Float32Array(block),
  };
  const step = Math.min(block, ...lengths);
  for (let at = 0; at < send.length; at += step) {
    const count = Math.min(step, send.length - at);
    network.sum.fill(0);
    for (const line of lines.keys()) readLine(network, line, at, count);
    for (const line of lines.keys()) writeLine(network, line, send, at, count);
    addTaps(network.taps, mix.left, 0, at, count, room.amount * 0.5);
    addTaps(network.taps, mix.right, 1, at, count, room.amount * 0.5);
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
