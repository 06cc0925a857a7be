import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Master } from "../encode/master.ts";
import { quietFFmpeg } from "../encode/native.ts";
import { convert, type Kind } from "../support/convert.ts";
import { testSignal, wavFile } from "../support/test-signal.ts";
import { audioSha256, withoutComments } from "./audio-identity.ts";
import { inspect } from "./inspection.ts";

const folder = mkdtempSync(join(tmpdir(), "nearfield-identity-"));
const wav = join(folder, "master.wav");

beforeAll(() => {
  quietFFmpeg();
  writeFileSync(wav, wavFile([testSignal(1, 50_001, 44_100), testSignal(2, 50_001, 44_100)], { sampleRate: 44_100, bits: 16 }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function identity(path: string): string {
  const master = new Master(path);
  try {
    return audioSha256(master);
  } finally {
    master.close();
  }
}

const kinds: Kind[] = ["wav", "aiff", "flac", "mp3", "ogg", "opus", "m4a", "alac"];

describe.each(kinds)("%s", (kind) => {
  const extension = kind === "alac" ? "m4a" : kind;
  const plain = join(folder, `plain-${kind}.${extension}`);
  const tagged = join(folder, `tagged-${kind}.${extension}`);

  test("keeps its identity when it is tagged", async () => {
    convert(wav, plain, kind);
    convert(wav, tagged, kind, { title: "A Title", artist: "Some One", album: "Great Album", track: "3/9", date: "2012" });
    expect(readFileSync(tagged)).not.toEqual(readFileSync(plain));
    expect(identity(tagged)).toBe(identity(plain));
    const { tags, format } = await inspect(tagged);
    expect(tags.title).toBe("A Title");
    expect(format.bitsPerSample).toBe(["wav", "aiff", "flac", "alac"].includes(kind) ? 16 : undefined);
  });
});

test("tags at the end of an MP3 file are not its sound", () => {
  const plain = join(folder, "end.mp3");
  convert(wav, plain, "mp3");
  const before = identity(plain);
  // ID3v1 (128 bytes), and behind APEv2 (header and footer of 32 bytes, one item).
  const id3v1 = Buffer.concat([Buffer.from("TAG"), Buffer.alloc(125, 0x41)]);
  const item = Buffer.from("\u0005\0\0\0\0\0\0\0Title\0Hello", "latin1");
  const apeBlock = (flags: number): Buffer => {
    const block = Buffer.alloc(32);
    block.write("APETAGEX", 0, "latin1");
    block.writeUInt32LE(2000, 8);
    block.writeUInt32LE(item.length + 32, 12);
    block.writeUInt32LE(1, 16);
    block.writeUInt32LE(flags, 20);
    return block;
  };
  appendFileSync(plain, id3v1);
  expect(identity(plain)).toBe(before);
  const ape = join(folder, "ape.mp3");
  const music = readFileSync(plain).subarray(0, -128);
  writeFileSync(ape, Buffer.concat([music, apeBlock(0xa0000000), item, apeBlock(0x80000000), id3v1]));
  expect(identity(ape)).toBe(before);
});

test("other music is another recording, if only by one sample", () => {
  const other = join(folder, "other.wav");
  const bytes = readFileSync(wav);
  bytes.writeInt16LE(bytes.readInt16LE(5000) ^ 1, 5000);
  writeFileSync(other, bytes);
  expect(identity(other)).not.toBe(identity(wav));
});

test("of Vorbis' three headers the comments are left out", () => {
  const headers = Buffer.concat([Buffer.from([2, 3, 255, 1]), Buffer.from("abc"), Buffer.alloc(256, 0x78), Buffer.from("setup")]);
  expect(withoutComments(headers).map((part) => Buffer.from(part).toString())).toEqual(["abc", "setup"]);
});

test.each([
  ["noise.mp3", Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 251))],
  ["text.flac", Buffer.from("This is a text file that somebody renamed.".repeat(50))],
  ["header-only.wav", wavFile([new Float32Array(0)], { sampleRate: 44_100, bits: 16 })],
])("%s is refused with a reason", async (name, bytes) => {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  await expect(inspect(path)).rejects.toThrow(/not audio|broken|empty|no audio/);
});

test("a protected file is refused as that", async () => {
  const path = join(folder, "protected.m4a");
  convert(wav, path, "m4a");
  const bytes = readFileSync(path);
  bytes.write("drms", bytes.indexOf("mp4a", bytes.indexOf("stsd")), "latin1");
  writeFileSync(path, bytes);
  await expect(inspect(path)).rejects.toThrow("protected by DRM");
});
