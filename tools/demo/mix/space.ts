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

/** Feedback delay network of eight damped lines, mixed by a Householder reflection. Uses up `send`. */
export function addRoom(send: Float32Array, mix: Stereo, rate: number, room: Room): void {
  highpass(send, rate, 180);
  for (const milliseconds of diffusers) diffuse(send, milliseconds, rate);
  const memory = new Float32Array(8 * capacity);
  const lengths = lines.map((milliseconds) => Math.round((milliseconds * rate) / 1000));
  const offsets = Int32Array.from(lengths);
  const gains = Float64Array.from(lengths, (length) => 10 ** ((-3 * length) / (rate * room.seconds)));
  const damp = 1 - Math.exp((-2 * Math.PI * (1800 + 7000 * room.brightness)) / rate);
  const smooth = new Float64Array(8);
  const level = room.amount * 0.5;
  for (let index = 0; index < send.length; index++) {
    let sum = 0;
    for (let line = 0; line < 8; line++) {
      const read = memory[line * capacity + ((index - (offsets[line] as number)) & (capacity - 1))] as number;
      const value = (smooth[line] as number) + damp * (read - (smooth[line] as number));
      smooth[line] = value;
      sum += value;
    }
    const input = (send[index] as number) - sum * 0.25;
    for (let line = 0; line < 8; line++) {
      memory[line * capacity + (index & (capacity - 1))] = (input + (smooth[line] as number)) * (gains[line] as number);
    }
    const [a, b, c, d] = [smooth[0] as number, smooth[1] as number, smooth[2] as number, smooth[3] as number];
    const [e, f, g, h] = [smooth[4] as number, smooth[5] as number, smooth[6] as number, smooth[7] as number];
    mix.left[index] = (mix.left[index] as number) + (a - c + e - g) * level;
    mix.right[index] = (mix.right[index] as number) + (b - d + f - h) * level;
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
