import {
  AVERROR_EAGAIN,
  AVERROR_EOF,
  AV_LOG_QUIET,
  AV_CODEC_FLAG_BITEXACT,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AVFMT_FLAG_BITEXACT,
  AVMEDIA_TYPE_AUDIO,
} from "node-av/constants";
import { FFmpegError, Frame, Log, Packet } from "node-av/lib";

export { AVFMT_FLAG_BITEXACT, AVMEDIA_TYPE_AUDIO, AV_CODEC_FLAG_BITEXACT, AV_CODEC_FLAG_GLOBAL_HEADER };

/** FFmpeg writes to stderr by itself; what matters reaches callers as errors and quality notes. */
export function quietFFmpeg(): void {
  Log.setLevel(AV_LOG_QUIET);
}

/** @throws FFmpegError when FFmpeg answered with a negative code */
export function check(code: number, what: string): number {
  FFmpegError.throwIfError(code, what);
  return code;
}

/** @returns the thing, or throws where FFmpeg answered with nothing */
export function present<Value>(value: Value | null | undefined, what: string): Value {
  if (value === null || value === undefined) throw new Error(`FFmpeg has no ${what}`);
  return value;
}

export function newPacket(): Packet {
  const packet = new Packet();
  packet.alloc();
  return packet;
}

export function newFrame(): Frame {
  const frame = new Frame();
  frame.alloc();
  return frame;
}

/** Whether a receive call has nothing more to give for now (EAGAIN) or for ever (EOF). @throws FFmpegError on any other error */
export function isDrained(code: number, what: string): boolean {
  if (code === AVERROR_EAGAIN || code === AVERROR_EOF) return true;
  check(code, what);
  return false;
}

/** Whether a read reached the end of the file. Read errors count as the end: what was read until then is kept and judged by its length. */
export function isEndOfFile(code: number): boolean {
  return code === AVERROR_EOF;
}
