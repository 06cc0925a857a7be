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

  async forget(holder: string): Promise<void> {
    for (;;) {
      const { objects, truncated } = await this.env.MEDIA.list({ prefix: noteOf(holder, ""), limit: 200 });
      const ids = objects.map(({ key }) => key.slice(noteOf(holder, "").length));
      // Notes go last: whatever stops this, it can be done again.
      if (ids.length > 0) await this.env.MEDIA.delete(ids.flatMap((id) => imageSizes.map((edge) => `images/${id}/${edge}.jpg`)));
      if (ids.length > 0) await this.env.MEDIA.delete(ids.map((id) => noteOf(holder, id)));
      if (!truncated) return;
    }
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
