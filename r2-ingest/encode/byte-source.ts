/** Bytes at any offset, of a file that may be larger than memory. */
import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync } from "node:fs";

export type ByteSource = {
  size: number;
  /** Fewer bytes than asked for where the source ends. */
  read: (offset: number, length: number) => Buffer;
};

export function bytesOf(buffer: Buffer): ByteSource {
  return { size: buffer.length, read: (offset, length) => buffer.subarray(offset, offset + length) };
}

/** Opens a file for as long as the action takes. */
export function withFile<Result>(path: string, action: (bytes: ByteSource) => Result): Result {
  const file = openSync(path, "r");
  try {
    const { size } = fstatSync(file);
    const read = (offset: number, length: number): Buffer => {
      const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, size - offset)));
      return buffer.subarray(0, readSync(file, buffer, 0, buffer.length, offset));
    };
    return action({ size, read });
  } finally {
    closeSync(file);
  }
}

const chunk = 1 << 20;

export function sha256Of(bytes: ByteSource): string {
  const hash = createHash("sha256");
  for (let offset = 0; offset < bytes.size; offset += chunk) hash.update(bytes.read(offset, chunk));
  return hash.digest("hex");
}
