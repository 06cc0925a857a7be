/** Small pieces of SVG that the motifs share. The canvas is 1200 × 1200. */

export const edge = 1200;

/** Colours of one cover: ground first, then from dark to light as its motif uses them. */
export type Palette = readonly string[];

export function colour(palette: Palette, index: number): string {
  return palette[((index % palette.length) + palette.length) % palette.length] ?? "#888888";
}

function attributes(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${typeof value === "number" ? Math.round(value * 100) / 100 : value}"`)
    .join("");
}

export type Looks = Record<string, string | number>;

export function rectangle(x: number, y: number, width: number, height: number, looks: Looks): string {
  return `<rect${attributes({ x, y, width, height, ...looks })}/>`;
}

export function circle(cx: number, cy: number, r: number, looks: Looks): string {
  return `<circle${attributes({ cx, cy, r, ...looks })}/>`;
}

export function path(d: string, looks: Looks): string {
  return `<path${attributes({ d, ...looks })}/>`;
}

export function ground(fill: string): string {
  return rectangle(0, 0, edge, edge, { fill });
}

export function group(looks: Looks, ...children: string[]): string {
  return `<g${attributes(looks)}>${children.join("")}</g>`;
}

/** A gradient from top to bottom (or outwards) under a name for `url(#name)`. */
export function gradient(
  name: string,
  kind: "linear" | "radial",
  stops: readonly (readonly [offset: number, fill: string, opacity?: number])[],
): string {
  const shape = kind === "linear" ? ' x1="0" y1="0" x2="0" y2="1"' : "";
  const inner = stops
    .map(([offset, fill, opacity = 1]) => `<stop offset="${offset}" stop-color="${fill}" stop-opacity="${opacity}"/>`)
    .join("");
  return `<defs><${kind}Gradient id="${name}"${shape}>${inner}</${kind}Gradient></defs>`;
}

export function clip(name: string, shape: string): string {
  return `<defs><clipPath id="${name}">${shape}</clipPath></defs>`;
}

/** A filled shape below a smooth line: `heightAt` gives y for x. */
export function below(heightAt: (x: number) => number, looks: Looks, step = 20): string {
  let d = `M0 ${edge}`;
  for (let x = 0; x <= edge; x += step) d += `L${x} ${heightAt(x).toFixed(1)}`;
  return path(`${d}L${edge} ${edge}Z`, looks);
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
