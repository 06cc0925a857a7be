/** Covers that show an order of shapes. */
import type { Random } from "../random.ts";
import { circle, colour, edge, gradient, ground, group, type Palette, path, range, rectangle } from "./svg.ts";

/** Keys as brush strokes; some are pressed. */
export function paintStrokes(palette: Palette, random: Random): string {
  const strokes = range(13).map((index) => {
    const x = 120 + index * 74;
    const length = 300 + 250 * Math.abs(Math.sin(index * 0.62 + 0.4)) + random.range(-40, 40);
    const hairs = range(9).map((hair) => {
      const offset = hair * 5.4 - 22;
      return path(
        `M${x + offset} ${260 + random.range(-14, 14)}q${random.range(-9, 9)} ${length / 2} ${random.range(-4, 4)} ${length + random.range(-50, 30)}`,
        {
          stroke: colour(palette, index % 5 === 3 ? 2 : 1),
          "stroke-width": random.range(5, 9),
          "stroke-linecap": "round",
          fill: "none",
          opacity: random.range(0.72, 1),
        },
      );
    });
    return hairs.join("");
  });
  const seal = group(
    { transform: "translate(930 970) rotate(-7)" },
    circle(0, 0, 78, { fill: "#b23a48" }),
    circle(0, 0, 58, { fill: "none", stroke: "#d97a83", "stroke-width": 5 }),
    path("M-30 18C-10 -50 14 -50 6 4S34 26 36 -26", { fill: "none", stroke: "#f4efe6", "stroke-width": 8, "stroke-linecap": "round" }),
  );
  const staves = range(5).map((line) => path(`M110 ${930 + line * 24}H780`, { stroke: colour(palette, 3), "stroke-width": 3 }));
  const heads = range(9).map(
    (index) =>
      `<ellipse cx="${160 + index * 68}" cy="${978 - Math.round(3 * Math.sin(index * 0.9)) * 12}" rx="15" ry="11" fill="${colour(palette, 1)}" transform="rotate(-18 ${160 + index * 68} 978)"/>`,
  );
  return [ground(colour(palette, 0)), ...strokes, ...staves, ...heads, seal].join("");
}

/** Shop windows of half and quarter discs. */
export function paintDiscs(palette: Palette, random: Random): string {
  const size = 200;
  const tiles = range(36).map((index) => {
    const [column, row] = [index % 6, Math.floor(index / 6)];
    const [x, y] = [column * size, row * size];
    const fill = colour(palette, 1 + Math.min(3, Math.max(0, Math.round((5 - row) * 0.5 + random.range(-1, 1.4)))));
    const back = colour(palette, (column + row) % 2);
    const kind = random.int(4);
    const shape = [
      path(`M${x} ${y + size}A${size} ${size} 0 0 1 ${x + size} ${y}V${y + size}Z`, { fill }),
      path(`M${x} ${y + size / 2}A${size / 2} ${size / 2} 0 0 1 ${x + size} ${y + size / 2}Z`, { fill }),
      circle(x + size / 2, y + size / 2, size / 2, { fill }) + circle(x + size / 2, y + size / 2, size / 4, { fill: back }),
      path(`M${x} ${y}A${size} ${size} 0 0 0 ${x + size} ${y + size}V${y}Z`, { fill }),
    ][kind];
    return rectangle(x, y, size + 1, size + 1, { fill: back }) + (shape ?? "");
  });
  return [...tiles, circle(800, 400, 200, { fill: colour(palette, 4) })].join("");
}

/** A garden of mirrored sprites on a grid of 48. */
export function paintPixels(palette: Palette, random: Random): string {
  const unit = 25;
  const dot = (x: number, y: number, fill: string): string => rectangle(x * unit, y * unit, unit + 0.5, unit + 0.5, { fill });
  const sky = range(60).map(() =>
    dot(random.int(48), random.int(22), colour(palette, random.chance(0.3) ? 4 : 3)).replace("/>", ' opacity="0.7"/>'),
  );
  const sprites = range(12).map((index) => {
    const [left, top] = [3 + (index % 4) * 11, 15 + Math.floor(index / 4) * 11];
    const petals = colour(palette, [2, 3, 4][(index + Math.floor(index / 4)) % 3] ?? 2);
    const cells: string[] = range(4).map((y) => dot(left + 3, top + 6 + y, colour(palette, 1)));
    cells.push(dot(left + 2, top + 8, colour(palette, 1)), dot(left + 4, top + 7, colour(palette, 1)));
    for (const y of range(6)) {
      for (const x of range(4)) {
        if (random.chance(0.38) && !(x === 3 && y > 1)) continue;
        cells.push(dot(left + x, top + y, petals), dot(left + 6 - x, top + y, petals));
      }
    }
    cells.push(dot(left + 3, top + 3, colour(palette, 0)), dot(left + 3, top + 2, colour(palette, 4)));
    return cells.join("");
  });
  const sun = range(64)
    .map((index) => [index % 8, Math.floor(index / 8)] as const)
    .filter(([x, y]) => (x - 3.5) ** 2 + (y - 3.5) ** 2 < 15)
    .map(([x, y]) => dot(x + 33, y + 3, colour(palette, 3)));
  const soil = range(48).flatMap((x) => range(3).map((y) => dot(x, 45 + y, random.chance(0.75) ? colour(palette, 1) : "#00663f")));
  return [`<g shape-rendering="crispEdges">`, ground(colour(palette, 0)), ...sky, ...sun, ...sprites, ...soil, "</g>"].join("");
}

/** Echoes of one sound. */
export function paintRings(palette: Palette, random: Random): string {
  const rings = range(15).map((index) => {
    const radius = 1020 - index * 68;
    return circle(420 + index * 13, 780 - index * 20, radius, { fill: colour(palette, [1, 0, 2, 0, 3, 0, 4, 0][index % 8] ?? 0) });
  });
  const scratches = range(40).map(() => {
    const radius = random.range(120, 1000);
    return circle(500, 650, radius, {
      fill: "none",
      stroke: colour(palette, 4),
      "stroke-width": random.range(0.6, 2),
      "stroke-dasharray": `${random.range(40, 300).toFixed(0)} ${random.range(400, 2000).toFixed(0)}`,
      opacity: 0.35,
    });
  });
  return [
    ground(colour(palette, 0)),
    ...rings,
    circle(620, 480, 62, { fill: colour(palette, 2) }),
    circle(620, 480, 16, { fill: colour(palette, 0) }),
    ...scratches,
  ].join("");
}

/** The bars of a marimba in fives, and the mallets that are about to fall. */
export function paintBars(palette: Palette, random: Random): string {
  const bars = range(15).map((index) => {
    const x = 105 + index * 67;
    const length = 720 - index * 30;
    const y = 640 - length / 2;
    const fill = colour(palette, [1, 3, 4, 2, 3][Math.floor(index / 3)] ?? 1);
    return (
      rectangle(x, y, 54, length, { rx: 12, fill }) +
      circle(x + 27, y + length * 0.2, 7, { fill: colour(palette, 0) }) +
      circle(x + 27, y + length * 0.8, 7, { fill: colour(palette, 0) })
    );
  });
  const mallets = range(6).map((index) => {
    const x = 160 + index * 172 + random.range(-24, 24);
    const y = 330 + (index % 2) * 110 + random.range(-30, 30) + index * 22;
    return (
      path(`M${x + 150} ${y - 420}L${x} ${y}`, { stroke: colour(palette, 2), "stroke-width": 9, "stroke-linecap": "round" }) +
      circle(x, y, 34, { fill: colour(palette, 2) }) +
      circle(x - 9, y - 9, 9, { fill: colour(palette, 0), opacity: 0.5 })
    );
  });
  return [ground(colour(palette, 0)), ...bars, ...mallets].join("");
}

/** Café tables from above. */
export function paintCups(palette: Palette, random: Random): string {
  const cups = range(16).map((index) => {
    const [column, row] = [index % 4, Math.floor(index / 4)];
    const turn = random.range(0, 360);
    const fill = colour(palette, [2, 3, 4][(column + row * 2) % 3] ?? 2);
    const back = (column + row) % 2 ? colour(palette, 0) : "#e5d3b3";
    return (
      rectangle(column * 300, row * 300, 301, 301, { fill: back }) +
      group(
        { transform: `translate(${column * 300 + 150} ${row * 300 + 150}) rotate(${turn.toFixed(0)})` },
        circle(0, 0, 122, { fill }),
        circle(0, 0, 104, { fill: "none", stroke: colour(palette, 0), "stroke-width": 4, opacity: 0.6 }),
        rectangle(62, -13, 62, 26, { rx: 13, fill: colour(palette, 0) }),
        circle(0, 0, 76, { fill: colour(palette, 0) }),
        circle(0, 0, 63, { fill: colour(palette, 1) }),
        index % 3 === 1
          ? path("M-34 6C-34 -34 0 -34 0 -4C0 -34 34 -34 34 6C34 30 0 44 0 44S-34 30 -34 6Z", { fill: colour(palette, 3), opacity: 0.9 })
          : path("M-40 -14a44 44 0 0 1 52 -26", {
              fill: "none",
              stroke: colour(palette, 3),
              "stroke-width": 7,
              "stroke-linecap": "round",
              opacity: 0.7,
            }),
      )
    );
  });
  return cups.join("");
}

/** A greenhouse: panes in perspective, leaves behind them. */
export function paintPanes(palette: Palette, random: Random): string {
  const leaves = range(46).map(() => {
    const [x, y, size] = [random.range(0, edge), random.range(420, 1240), random.range(90, 260)];
    const lean = random.range(-60, 60);
    return group(
      { transform: `translate(${x.toFixed(0)} ${y.toFixed(0)}) rotate(${lean.toFixed(0)})`, opacity: random.range(0.5, 0.95).toFixed(2) },
      path(
        `M0 0C${-size * 0.4} ${-size * 0.4} ${-size * 0.3} ${-size} 0 ${-size * 1.3}C${size * 0.3} ${-size} ${size * 0.4} ${-size * 0.4} 0 0Z`,
        { fill: colour(palette, 1 + random.int(3)) },
      ),
      path(`M0 0V${-size * 1.2}`, { stroke: colour(palette, 0), "stroke-width": 3, opacity: 0.5 }),
    );
  });
  const ribs = range(9).map((index) =>
    path(`M600 110L${index * 150} 520V${edge}`, { stroke: colour(palette, 3), "stroke-width": 9, fill: "none" }),
  );
  const beams = [520, 700, 880, 1060].map((y) => path(`M0 ${y}H${edge}`, { stroke: colour(palette, 3), "stroke-width": 7 }));
  const roof = [0.33, 0.66].map((part) =>
    path(`M${600 - 600 * part} ${110 + 410 * part}H${600 + 600 * part}`, { stroke: colour(palette, 3), "stroke-width": 6 }),
  );
  const shine = range(7).map(() => {
    const [column, row] = [random.int(8), random.int(3)];
    return path(`M${column * 150 + 5} ${520 + row * 180}h60l-50 170h-10z`, { fill: "#ffffff", opacity: 0.3 });
  });
  return [
    gradient("heat", "radial", [
      [0, colour(palette, 4)],
      [0.5, "#d9a441", 0.5],
      [1, colour(palette, 0), 0],
    ]),
    ground(colour(palette, 0)),
    circle(600, 560, 560, { fill: "url(#heat)" }),
    ...leaves,
    ...shine,
    ...ribs,
    ...beams,
    ...roof,
  ].join("");
}

/** Truchet tiles: every tile is the same, only turned. */
export function paintMosaic(palette: Palette, random: Random): string {
  const size = 150;
  const tiles = range(64).map((index) => {
    const [column, row] = [index % 8, Math.floor(index / 8)];
    const fill = colour(palette, 1 + ((column + row * 2 + random.int(2)) % 4));
    const turn = 90 * random.int(4);
    const arc = (radius: number, ink: string): string => path(`M0 ${radius}A${radius} ${radius} 0 0 0 ${radius} 0H0Z`, { fill: ink });
    return (
      rectangle(column * size, row * size, size + 1, size + 1, { fill: colour(palette, 0) }) +
      group(
        {
          transform: `translate(${column * size + size / 2} ${row * size + size / 2}) rotate(${turn}) translate(${-size / 2} ${-size / 2})`,
        },
        arc(size, fill),
        arc(size * 0.66, colour(palette, 0)),
        arc(size * 0.34, fill),
        path(`M${size} ${size * 0.66}A${size * 0.34} ${size * 0.34} 0 0 0 ${size * 0.66} ${size}H${size}Z`, {
          fill: colour(palette, 1 + random.int(4)),
        }),
      )
    );
  });
  return tiles.join("");
}
