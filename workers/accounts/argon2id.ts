/**
 * Argon2id (RFC 9106) with one lane, on the compiled functions of argon2-wasm-edge. A hash is one piece of synchronous work: the
 * package's own functions wait for one another in a chain of promises, which a request that is cancelled would break for all others.
 */
import argon2Module from "argon2-wasm-edge/wasm/argon2.wasm";
import blake2bModule from "argon2-wasm-edge/wasm/blake2b.wasm";
import { z } from "zod";

export type Argon2Parameters = {
  /** Kibibytes. */
  memory: number;
  passes: number;
  /** Bytes of the hash, up to 64. */
  length: number;
};

const blockBytes = 1024;
const version = 0x13;
const typeId = 2;

const number = z.custom<(...values: number[]) => number>((value) => typeof value === "function");
const exportsSchema = z.object({
  memory: z.instanceof(WebAssembly.Memory),
  Hash_GetBuffer: number,
  Hash_SetMemorySize: number.optional(),
  Hash_Init: number.optional(),
  Hash_Update: number.optional(),
  Hash_Final: number.optional(),
  Hash_Calculate: number,
});
type Functions = z.infer<typeof exportsSchema>;

type Machine = { argon2: Functions; blake2b: Functions };
// Made at the first hash and kept: the memory of one hash is all that an isolate ever holds of them.
let machine: Machine | undefined;

function openMachine(): Machine {
  const open = (module: WebAssembly.Module): Functions => exportsSchema.parse(new WebAssembly.Instance(module, {}).exports);
  machine ??= { argon2: open(argon2Module), blake2b: open(blake2bModule) };
  return machine;
}

/** @param salt at least 8 bytes */
export function argon2id(password: Uint8Array, salt: Uint8Array, { memory, passes, length }: Argon2Parameters): Uint8Array<ArrayBuffer> {
  const { argon2, blake2b } = openMachine();
  const size = memory * blockBytes;
  const blocks = reserve(argon2, size + blockBytes);
  // The first pass adds to what is there.
  blocks.fill(0);
  const parameters = join(...[1, length, memory, passes, version, typeId].map(littleEndian));
  // The block after the last one takes the parameters.
  blocks.set(parameters, size);
  const seed = digest(blake2b, 64, parameters, sized(password), sized(salt), littleEndian(0), littleEndian(0));
  for (const index of [0, 1]) {
    blocks.set(stretch(blake2b, join(seed, littleEndian(index), littleEndian(0))), index * blockBytes);
  }
  argon2.Hash_Calculate(0, memory);
  const last = blocks.slice(0, blockBytes);
  blocks.fill(0);
  return digest(blake2b, length, littleEndian(length), last);
}

function reserve({ memory, Hash_GetBuffer, Hash_SetMemorySize }: Functions, size: number): Uint8Array {
  const start = Hash_GetBuffer();
  // It only knows how to grow.
  if (memory.buffer.byteLength < start + size) Hash_SetMemorySize?.(size);
  return new Uint8Array(memory.buffer, start, size);
}

/** H' of RFC 9106, section 3.3, for one block. */
function stretch(blake2b: Functions, input: Uint8Array): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(blockBytes);
  let part = digest(blake2b, 64, littleEndian(blockBytes), input);
  for (let at = 0; at + 64 < blockBytes; at += 32) {
    block.set(part.subarray(0, 32), at);
    part = digest(blake2b, 64, part);
  }
  block.set(part, blockBytes - 64);
  return block;
}

/** BLAKE2b (RFC 7693). @param length bytes */
function digest({ memory, ...blake2b }: Functions, length: number, ...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const buffer = new Uint8Array(memory.buffer, blake2b.Hash_GetBuffer(), 16 * blockBytes);
  blake2b.Hash_Init?.(length * 8);
  const input = join(...parts);
  buffer.set(input);
  blake2b.Hash_Update?.(input.length);
  blake2b.Hash_Final?.();
  const output = buffer.slice(0, length);
  buffer.fill(0, 0, Math.max(input.length, length));
  return output;
}

function sized(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return join(littleEndian(bytes.length), bytes);
}

function littleEndian(value: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
