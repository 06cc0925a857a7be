/** Where the sound goes: a WAV file, standard output, or a program that has a sound card. 16 bits, two channels, little endian. */
import { spawn } from "node:child_process";
import { closeSync, openSync, writeSync } from "node:fs";
import type { Writable } from "node:stream";

export type Output = {
  /** Frames that were written: a left and a right sample each. */
  readonly frames: number;
  /** Whether it can't take more at the moment. */
  readonly isFull: boolean;
  /** Left and right by turns, within ±1. */
  sound(samples: Float32Array): void;
  silence(frames: number): void;
  close(): Promise<void>;
};

const frameBytes = 4;
const headerBytes = 44;

function toBytes(samples: Float32Array): Buffer {
  const bytes = Buffer.alloc(2 * samples.length);
  for (const [index, sample] of samples.entries()) bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), 2 * index);
  return bytes;
}

/** Like a tape that stands still while nothing plays: silence between is left out. */
export class WavFile implements Output {
  readonly isFull = false;
  readonly #file: number;
  readonly #rate: number;
  frames = 0;

  constructor(path: string, rate: number) {
    this.#file = openSync(path, "w");
    this.#rate = rate;
    this.#writeHeader();
  }

  sound(samples: Float32Array): void {
    writeSync(this.#file, toBytes(samples), 0, undefined, headerBytes + this.frames * frameBytes);
    this.frames += samples.length / 2;
    // A file whose speaker is switched off in the middle can be played too.
    this.#writeHeader();
  }

  silence(): void {}

  async close(): Promise<void> {
    closeSync(this.#file);
  }

  #writeHeader(): void {
    const header = Buffer.alloc(headerBytes);
    const length = this.frames * frameBytes;
    header.write("RIFF    WAVEfmt ", "latin1");
    header.write("data", 36, "latin1");
    const format = { 16: 16, 20: 1 | (2 << 16), 24: this.#rate, 28: frameBytes * this.#rate, 32: frameBytes | (16 << 16) };
    for (const [at, word] of Object.entries({ 4: length + headerBytes - 8, ...format, 40: length })) header.writeUInt32LE(word, Number(at));
    writeSync(this.#file, header, 0, headerBytes, 0);
  }
}

/** Takes silence too: a sound card that runs dry has to begin anew. */
export class Pipe implements Output {
  readonly #stream: Writable;
  readonly #ended: Promise<unknown>;
  readonly #mostBytes: number;
  frames = 0;

  constructor(stream: Writable, rate: number, ended: Promise<unknown> = Promise.resolve()) {
    this.#stream = stream;
    this.#ended = ended;
    this.#mostBytes = (frameBytes * rate) / 4;
  }

  /** @param command is run by the shell, and reads samples from its standard input @param onEnd it is gone */
  static to(command: string, rate: number, onEnd: (reason: string) => void): Pipe {
    const child = spawn(command, { shell: true, stdio: ["pipe", "inherit", "inherit"] });
    const ended = new Promise((resolve) => child.on("close", resolve));
    child.on("close", (code) => onEnd(`${command} ended with ${code}.`));
    child.stdin.on("error", () => {});
    return new Pipe(child.stdin, rate, ended);
  }

  get isFull(): boolean {
    return this.#stream.writableLength > this.#mostBytes;
  }

  sound(samples: Float32Array): void {
    this.#write(toBytes(samples));
  }

  silence(frames: number): void {
    this.#write(Buffer.alloc(frames * frameBytes));
  }

  async close(): Promise<void> {
    if (this.#stream !== process.stdout) this.#stream.end();
    await this.#ended;
  }

  #write(bytes: Buffer): void {
    this.#stream.write(bytes);
    this.frames += bytes.length / frameBytes;
  }
}
