/** Which square of a picture is kept. Pure: lengths are pixels of the picture. */

export type Size = { width: number; height: number };
/** What is looked at: the middle of the square, and how near it is; 1 is the largest square that fits. */
export type View = { x: number; y: number; zoom: number };
export type Square = { left: number; top: number; edge: number };

export const largestZoom = 6;

export function wholeView({ width, height }: Size): View {
  return { x: width / 2, y: height / 2, zoom: 1 };
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(Math.max(value, lowest), Math.max(lowest, highest));
}

/** The view moved so far that its square lies within the picture. */
export function withinPicture(view: View, { width, height }: Size): View {
  const zoom = clamp(view.zoom, 1, largestZoom);
  const half = Math.min(width, height) / zoom / 2;
  return { zoom, x: clamp(view.x, half, width - half), y: clamp(view.y, half, height - half) };
}

export function squareOf(view: View, size: Size): Square {
  const { x, y, zoom } = withinPicture(view, size);
  const edge = Math.min(size.width, size.height) / zoom;
  return { left: x - edge / 2, top: y - edge / 2, edge };
}

/** The view after the picture was pushed below its frame. @param right, down in widths of the frame */
export function pushed(view: View, size: Size, { right, down }: { right: number; down: number }): View {
  const { edge } = squareOf(view, size);
  return withinPicture({ ...view, x: view.x - right * edge, y: view.y - down * edge }, size);
}
