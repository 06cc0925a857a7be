/** The listener's picture as the service keeps it: a square JPEG, made in the browser. */
import { squareOf, type View } from "./crop.ts";

/** Pixels. */
export const pictureEdge = 300;
const jpegQuality = 0.9;

/** @returns undefined for what is no picture to this browser */
export async function readPicture(file: Blob): Promise<ImageBitmap | undefined> {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return undefined;
  }
}

/** Draws what is kept of a picture: what is seen while choosing is what is sent. */
export function drawPicture(canvas: HTMLCanvasElement, picture: ImageBitmap, view: View): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const { left, top, edge } = squareOf(view, picture);
  // A JPEG has no transparency; black would come out.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, pictureEdge, pictureEdge);
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, left, top, edge, edge, 0, 0, pictureEdge, pictureEdge);
}

export function encodePicture(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the canvas gave no picture"))), "image/jpeg", jpegQuality);
  });
}
