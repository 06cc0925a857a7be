/** A file as a list of songs, whichever of the two forms it has, and however its letters are written down. */
import { readCsvList } from "./csvList.ts";
import type { ReadList } from "./entry.ts";
import { readM3uList } from "./m3uList.ts";

/** Ten thousand lines are far from it. */
export const largestFile = 8_000_000;

/** UTF-8, UTF-16 where its mark says so, else the letters of western Europe, as older players write them. */
export function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** @returns undefined for what is no list: pictures, music, programs */
export function readList(fileName: string, bytes: Uint8Array): ReadList | undefined {
  const text = decodeText(bytes);
  if (text.includes("\0")) return undefined;
  const isM3u = /\.m3u8?$/i.test(fileName) || /^\uFEFF?#EXTM3U/.test(text);
  const list = isM3u ? readM3uList(text) : readCsvList(text);
  return { ...list, name: list.name ?? nameOfFile(fileName) };
}

function nameOfFile(fileName: string): string | undefined {
  const name = fileName.replace(/\.[A-Za-z0-9]{2,5}$/, "").trim();
  return name === "" ? undefined : name.slice(0, 200);
}
