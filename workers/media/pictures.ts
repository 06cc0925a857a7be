/** Pictures of playlists. They are stored like covers; a note beside them says whose they are, so that they go when it goes. */
import { WorkerEntrypoint } from "cloudflare:workers";
import type { KeptPicture, PictureKeeper } from "../../contracts/pictures.ts";
import { imageSizes } from "../../domain/catalogue.ts";
import { encodeId } from "../../domain/ids.ts";
import { readJpeg } from "../../domain/jpeg.ts";
import { dominantColourOf, squareOf, type Raster } from "../../domain/raster.ts";
import { decodeJpeg, encodeJpeg } from "./jpeg-codec.ts";

/** Four bytes of memory each. */
const mostPixels = 4_194_304;

/** Pictures that a holder may have at a time: what is taken back or restored shows one of them again. */
const kept = 10;
/** Notes of one listing: the platform deletes a thousand objects at once. */
const notesAtOnce = 200;

export class Pictures extends WorkerEntrypoint<Env> implements PictureKeeper {
  async keep(holder: string, jpeg: Uint8Array): Promise<KeptPicture> {
    const file = new Uint8Array(jpeg);
    const described = readJpeg(file);
    if (!described || described.width === 0 || described.height === 0) return { kind: "not_a_jpeg" };
    if (described.width * described.height > mostPixels) return { kind: "too_many_pixels" };
    const picture = await decodeJpeg(file);
    if (!picture) return { kind: "not_a_jpeg" };
    const id = await idOf(holder, file);
    await this.env.MEDIA.put(noteOf(holder, id), "");
    for (const edge of imageSizes) await this.#store(id, edge, picture);
    return { kind: "kept", image: { id, sizes: [...imageSizes], colour: dominantColourOf(squareOf(picture, 64)) } };
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

  async #remove(notes: readonly R2Object[]): Promise<void> {
    if (notes.length === 0) return;
    const ids = notes.map(({ key }) => key.slice(key.lastIndexOf("/") + 1));
    // Notes go last: whatever stops this, it can be done again.
    await this.env.MEDIA.delete(ids.flatMap((id) => imageSizes.map((edge) => `images/${id}/${edge}.jpg`)));
    await this.env.MEDIA.delete(notes.map(({ key }) => key));
  }

  async #store(id: string, edge: number, picture: Raster): Promise<void> {
    const bytes = await encodeJpeg(squareOf(picture, edge));
    await this.env.MEDIA.put(`images/${id}/${edge}.jpg`, bytes, { httpMetadata: { contentType: "image/jpeg" } });
  }
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
