/** A playlist's own picture as the service takes it: a square JPEG in base64, made in the browser from the middle of a picture. */

/** Pixels. */
const edge = 640;
/** Bytes that a JPEG may have: the service takes 256 kB of base64. */
const mostBytes = 190_000;
const qualities = [0.9, 0.8, 0.7, 0.55, 0.4];

function drawSquare(picture: ImageBitmap): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [edge, edge];
  const context = canvas.getContext("2d");
  if (!context) throw new Error("the canvas can't be drawn on");
  const side = Math.min(picture.width, picture.height);
  // A JPEG has no transparency; black would come out.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, edge, edge);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, edge, edge);
  return canvas;
}

function encode(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the canvas gave no picture"))), "image/jpeg", quality);
  });
}

async function base64Of(blob: Blob): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/** @returns undefined for what is no picture to this browser */
export async function readPlaylistPicture(file: Blob): Promise<string | undefined> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" }).catch(() => undefined);
  if (!picture) return undefined;
  const canvas = drawSquare(picture);
  picture.close();
  for (const quality of qualities) {
    const blob = await encode(canvas, quality);
    if (blob.size <= mostBytes) return base64Of(blob);
  }
  return undefined;
}
