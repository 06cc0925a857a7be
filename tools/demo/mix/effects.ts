/** What is done to one part on its way to the mix. All work in place on a stretch of both channels. */
import type { Stereo } from "./audio.ts";
import type { Clock, Part } from "./piece.ts";

/** Butterworth high-pass of second order (Audio EQ Cookbook, Robert Bristow-Johnson). */
export function highpass(channel: Float32Array, rate: number, hertz: number): void {
  const omega = (2 * Math.PI * hertz) / rate;
  const alpha = Math.sin(omega) / Math.SQRT2;
  const scale = 1 / (1 + alpha);
  const b0 = ((1 + Math.cos(omega)) / 2) * scale;
  const a1 = -2 * Math.cos(omega) * scale;
  const a2 = (1 - alpha) * scale;
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (let index = 0; index < channel.length; index++) {
    const x = channel[index] as number;
    // The last output comes in last: the next sample waits for nothing else.
    const y = b0 * (x - 2 * x1 + x2) - a2 * y2 - a1 * y1;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    channel[index] = y;
  }
}

/** Low-pass of second order whose cutoff may move: computed anew every 64 samples. */
export function lowpass(channel: Float32Array, rate: number, hertzAt: (second: number) => number): void {
  let [low, band] = [0, 0];
  for (let at = 0; at < channel.length; at += 64) {
    const g = Math.tan(Math.PI * Math.min(0.45, hertzAt(at / rate) / rate));
    const a1 = 1 / (1 + g * (g + Math.SQRT2));
    const end = Math.min(channel.length, at + 64);
    for (let index = at; index < end; index++) {
      const v3 = (channel[index] as number) - low;
      const v1 = a1 * (band + g * v3);
      const v2 = low + g * v1;
      band = 2 * v1 - band;
      low = 2 * v2 - low;
      channel[index] = v2;
    }
  }
}

function saturate(channel: Float32Array, drive: number): void {
  const gain = 1 + 4 * drive;
  const scale = 1 / (1 + 2.2 * drive);
  for (let index = 0; index < channel.length; index++) {
    const x = Math.max(-3, Math.min(3, (channel[index] as number) * gain));
    channel[index] = ((x * (27 + x * x)) / (27 + 9 * x * x)) * scale;
  }
}

function chorus(channel: Float32Array, rate: number, depth: number, phase: number): void {
  const memory = new Float32Array(2048);
  for (let at = 0; at < channel.length; at += 32) {
    const from = delayAt(at, rate, phase);
    const slope = (delayAt(at + 32, rate, phase) - from) / 32;
    const end = Math.min(channel.length, at + 32);
    for (let index = at; index < end; index++) {
      const dry = channel[index] as number;
      memory[index & 2047] = dry;
      const position = index - (from + slope * (index - at)) + 4096;
      const whole = position | 0;
      const a = memory[whole & 2047] as number;
      const b = memory[(whole + 1) & 2047] as number;
      channel[index] = dry * (1 - 0.3 * depth) + (a + (b - a) * (position - whole)) * 0.7 * depth;
    }
  }
}

function delayAt(sample: number, rate: number, phase: number): number {
  return rate * (0.013 + 0.0035 * Math.sin(2 * Math.PI * (0.55 * (sample / rate) + phase)));
}

function tremolo({ left, right }: Stereo, rate: number, hertz: number, depth: number): void {
  const step = (2 * Math.PI * hertz) / rate;
  for (let index = 0; index < left.length; index++) {
    const swing = depth * 0.5 * Math.sin(step * index);
    left[index] = (left[index] as number) * (1 - depth * 0.5 + swing);
    right[index] = (right[index] as number) * (1 - depth * 0.5 - swing);
  }
}

/** A dip after each kick that recovers within 0.28 s. */
export function duckingCurve(kicks: readonly number[], length: number, rate: number): Float32Array {
  const curve = new Float32Array(length).fill(1);
  const dip = Float32Array.from({ length: Math.ceil(0.28 * rate) }, (_, index) => {
    const progress = index / Math.ceil(0.28 * rate);
    const attack = Math.max(0, 1 - index / (0.004 * rate));
    return Math.max(attack, Math.sin((Math.PI / 2) * progress) ** 1.5);
  });
  for (const at of kicks) {
    const end = Math.min(length, at + dip.length);
    for (let index = Math.max(0, at); index < end; index++) {
      curve[index] = Math.min(curve[index] as number, dip[index - at] as number);
    }
  }
  return curve;
}

function duck(channel: Float32Array, curve: Float32Array, depth: number): void {
  for (let index = 0; index < channel.length; index++) {
    channel[index] = (channel[index] as number) * (1 - depth + depth * (curve[index] as number));
  }
}

function automation(points: readonly (readonly [number, number])[], clock: Clock): (second: number) => number {
  const timed = points.map(([beat, hertz]) => [clock(beat), Math.log2(hertz)] as const);
  return (second) => {
    const next = timed.findIndex(([at]) => at > second);
    const [toTime, to] = timed[next] ?? timed.at(-1) ?? [0, 14];
    const [fromTime, from] = timed[next > 0 ? next - 1 : next === 0 ? 0 : timed.length - 1] ?? [0, to];
    const progress = toTime > fromTime ? (second - fromTime) / (toTime - fromTime) : 1;
    return 2 ** (from + (to - from) * Math.max(0, Math.min(1, progress)));
  };
}

/** `stretch` is the part of the bus that sounds, `offset` its first sample on the bus. */
export function applyEffects(
  part: Part,
  stretch: Stereo,
  offset: number,
  rate: number,
  clock: Clock,
  ducking: Float32Array | undefined,
): void {
  for (const channel of [stretch.left, stretch.right]) {
    if (part.drive) saturate(channel, part.drive);
    if (part.highpass) highpass(channel, rate, part.highpass);
    const cutoff = part.lowpass;
    if (cutoff) lowpass(channel, rate, () => cutoff);
    if (part.filter) {
      const hertzAt = automation(part.filter, clock);
      lowpass(channel, rate, (second) => hertzAt(second + offset / rate));
    }
    if (part.chorus) chorus(channel, rate, part.chorus, channel === stretch.left ? 0 : 0.27);
    if (part.duck && ducking) duck(channel, ducking.subarray(offset), part.duck);
  }
  if (part.tremolo) tremolo(stretch, rate, part.tremolo.hertz, part.tremolo.depth);
}
