/** Pictures of playlists. They are stored like covers; a note beside them says whose they are, so that they go when it goes. */
import { WorkerEntrypoint } from "cloudflare:workers";
import { ClientError } from "../../contracts/errors.ts";
import type { KeptPicture, PictureKeeper } from "../../contracts/pictures.ts";
import { imageSizes } from "../../domain/catalogue.ts";
import { encodeId } from "../../domain/ids.ts";
import { jpegFaults, readJpeg } from "../../domain/jpeg.ts";
import { dominantColourOf, squareOf, type Raster } from "../../domain/raster.ts";
import { decodeJpeg, encodeJpeg } from "./jpeg-codec.ts";

/** Pictures that a holder may have at a time: what is taken back or restored shows one of them again. */
const kept = 10;
/** Notes of one listing: the platform deletes a thousand objects at once. */
const notesAtOnce = 200;

/** Pictures of an isolate that are worked on or wait for it. */
const places = 6;
/** Milliseconds. Whoever has not looked for so long was cancelled: far longer than one step of the work. */
const [lookEvery, goneAfter] = [10, 5000];
/** When each of them was last seen, by the order in which they came. Nobody waits for another request's promise: they look. */
const seen = new Map<number, number>();
let came = 0;

export class Pictures extends WorkerEntrypoint<Env> implements PictureKeeper {
  /** @throws ClientError `invalid_request` with the reason, or `rate_limited` when too many pictures wait */
  async keep(holder: string, jpeg: Uint8Array): Promise<KeptPicture> {
    const file = new Uint8Array(jpeg);
    const read = readJpeg(file);
    if (read.kind === "jpeg") return inTurn((rest) => this.#keep(holder, file, rest));
    if (read.fault === "no_jpeg") return { kind: "not_a_jpeg" };
    throw new ClientError("invalid_request", { field: "body", message: jpegFaults[read.fault] });
  }

  async forgetFormer(holder: string): Promise<void> {
    const { objects } = await this.env.MEDIA.list({ prefix: noteOf(holder, ""), limit: notesAtOnce });
    const newestFirst = objects.toSorted((one, other) => other.uploaded.getTime() - one.uploaded.getTime());
    await this.#remove(newestFirst.slice(kept));
  }

  async forget(holder: string): Promise<void> {
    for (;;) {
      const { objects, truncated } = await this.env.MEDIA.list({ prefix: noteOf(holder, ""), limit: notesAtOnce });
      await this.#remove(objects);
      if (!truncated) return;
    }
  }

  /** @param rest lets others go on between two steps */
  async #keep(holder: string, file: Uint8Array<ArrayBuffer>, rest: () => Promise<void>): Promise<KeptPicture> {
    const picture = await decodeJpeg(file);
    if (!picture) return { kind: "not_a_jpeg" };
    const id = await idOf(holder, file);
    await this.env.MEDIA.put(noteOf(holder, id), "");
    for (const edge of imageSizes) {
      await rest();
      await this.#store(id, edge, picture);
    }
    await rest();
    return { kind: "kept", image: { id, sizes: [...imageSizes], colour: dominantColourOf(squareOf(picture, 64)) } };
  }

  async #remove(notes: readonly R2Object[]): Promise<void> {
    if (notes.length === 0) return;
    const ids = notes.map(({ key }) => key.slice(key.lastIndexOf("/") + 1));
    // Notes go last: whatever stops this, it can be done again.
    await this.env.MEDIA.delete(ids.flatMap((id) => imageSizes.map((edge) => `images/${id}/${edge}.jpg`)));
    await this.env.MEDIA.delete(notes.map(({ key }) => key));
  }

  async #store(id: string, edge: number, picture: Raster): Promise<void> {
    const square = squareOf(picture, edge);
    await scheduler.wait(lookEvery);
    const bytes = await encodeJpeg(square);
    await this.env.MEDIA.put(`images/${id}/${edge}.jpg`, bytes, { httpMetadata: { contentType: "image/jpeg" } });
  }
}

/** One picture at a time. @throws ClientError `rate_limited` */
async function inTurn<Result>(work: (rest: () => Promise<void>) => Promise<Result>): Promise<Result> {
  forgetGone();
  if (seen.size >= places) throw new ClientError("rate_limited", { headers: { "retry-after": "2" } });
  const turn = came++;
  const look = async (): Promise<void> => {
    seen.set(turn, Date.now());
    await scheduler.wait(lookEvery);
    seen.set(turn, Date.now());
    forgetGone();
  };
  try {
    do await look();
    while (turn !== Math.min(...seen.keys()));
    return await work(look);
  } finally {
    seen.delete(turn);
  }
}

function forgetGone(): void {
  for (const [turn, last] of seen) if (Date.now() - last > goneAfter) seen.delete(turn);
}

function noteOf(holder: string, imageId: string): string {
  return `pictures/${holder}/${imageId}`;
}

/** Named after its content, since it is cached for ever, and after its holder, with whom it goes. */
async function idOf(holder: string, file: Uint8Array<ArrayBuffer>): Promise<string> {
  const content = await crypto.subtle.digest("SHA-256", file);
  const name = await new Blob([holder, content]).arrayBuffer();
  return encodeId(new Uint8Array(await crypto.subtle.digest("SHA-256", name), 0, 16));
}
