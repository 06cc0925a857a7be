/**
 * JPEGs to pixels and back (MozJPEG as WebAssembly). Each picture has a codec of its own: what one made of its memory, and how large
 * it left it, is nothing to the next.
 */
import decoderFactory from "@jsquash/jpeg/codec/dec/mozjpeg_dec.js";
import decoderModule from "@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm";
import encoderFactory from "@jsquash/jpeg/codec/enc/mozjpeg_enc.js";
import encoderModule from "@jsquash/jpeg/codec/enc/mozjpeg_enc.wasm";
import { defaultOptions } from "@jsquash/jpeg/meta.js";
import { initEmscriptenModule } from "@jsquash/jpeg/utils.js";
import { blankRaster, type Raster } from "../../domain/raster.ts";

const quality = 82;

/** @param bytes whose size was looked at: pixels take four bytes each @returns undefined when nothing can be made of them */
export async function decodeJpeg(bytes: Uint8Array<ArrayBuffer>): Promise<Raster | undefined> {
  let isCutOff = false;
  // The decoder fills in grey what is missing, and says so here alone.
  const printErr = (line: string) => (isCutOff ||= line.includes("premature end"));
  const decoder = await initEmscriptenModule(decoderFactory, decoderModule, { print: ignore, printErr });
  try {
    const image = decoder.decode(bytes, true);
    if (!image || isCutOff) return undefined;
    const raster = blankRaster(image.width, image.height);
    raster.data.set(image.data);
    return raster;
  } catch {
    return undefined;
  }
}

export async function encodeJpeg({ data, width, height }: Raster): Promise<Uint8Array<ArrayBuffer>> {
  const encoder = await initEmscriptenModule(encoderFactory, encoderModule);
  return new Uint8Array(encoder.encode(data, width, height, { ...defaultOptions, quality }));
}

/** What the codec says of a picture that is none. */
function ignore(): void {}
