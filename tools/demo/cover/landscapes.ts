/** Covers that show a place. */
import type { Random } from "../random.ts";
import { below, circle, clip, colour, edge, gradient, ground, group, type Palette, path, range, rectangle } from "./svg.ts";

/** A train window at dusk, and a cup on the sill. */
export function paintWindow(palette: Palette, random: Random): string {
  const frame = rectangle(170, 150, 860, 720, { rx: 120 });
  const hills = range(4).map((layer) => {
    const phase = random.range(0, 6);
    return below((x) => 520 + layer * 85 + 46 * Math.sin(x / (150 - layer * 18) + phase) + 14 * Math.sin(x / 47 + phase), {
      fill: colour(palette, [2, 4, 1, 1][layer] ?? 1),
      opacity: [0.85, 0.9, 0.75, 1][layer] ?? 1,
    });
  });
  const poles = range(3).map((index) => rectangle(330 + index * 270, 300, 8, 600, { fill: colour(palette, 1), opacity: 0.8 }));
  const wires = range(3).map((index) =>
    path(
      `M0 ${330 + index * 26}Q330 ${390 + index * 26} 334 ${322 + index * 26}T604 ${322 + index * 26}T874 ${322 + index * 26}T1200 ${340 + index * 26}`,
      { stroke: colour(palette, 1), "stroke-width": 3, fill: "none", opacity: 0.6 },
    ),
  );
  const steam = range(3).map((index) =>
    path(`M${820 + index * 44} 850c-30 -50 30 -80 0 -140s20 -70 8 -110`, {
      stroke: colour(palette, 0),
      "stroke-width": 10,
      "stroke-linecap": "round",
      fill: "none",
      opacity: 0.75,
    }),
  );
  return [
    ground(colour(palette, 0)),
    gradient("dusk", "linear", [
      [0, colour(palette, 3)],
      [0.7, "#ffe3a8"],
      [1, "#fff1d0"],
    ]),
    clip("pane", frame),
    group(
      { "clip-path": "url(#pane)" },
      rectangle(0, 0, edge, edge, { fill: "url(#dusk)" }),
      circle(720, 470, 120, { fill: "#fff4dc" }),
      ...hills,
      ...wires,
      ...poles,
    ),
    rectangle(170, 150, 860, 720, { rx: 120, fill: "none", stroke: colour(palette, 1), "stroke-width": 34 }),
    rectangle(0, 960, edge, 240, { fill: colour(palette, 1) }),
    ...steam,
    path("M770 890h190v60c0 70 -40 110 -95 110s-95 -40 -95 -110z", { fill: colour(palette, 2) }),
    path("M960 912c70 -8 70 92 -14 92", { fill: "none", stroke: colour(palette, 2), "stroke-width": 22 }),
  ].join("");
}

export function paintWaves(palette: Palette, random: Random): string {
  const waves = range(15).map((row) => {
    const y = 470 + row * row * 2.1 + row * 22;
    const phase = random.range(0, 6.3);
    const height = 10 + row * 3.2;
    const shade = row < 5 ? 3 : row < 9 ? 2 : row < 12 ? 1 : 0;
    return below((x) => y + height * Math.sin(x / (70 + row * 17) + phase) + height * 0.4 * Math.sin(x / 41 + phase * 2), {
      fill: colour(palette, shade),
      opacity: 0.55,
    });
  });
  const glints = range(26).map((index) => {
    const y = 480 + index * 24;
    const width = random.range(30, 90 + index * 7);
    return rectangle(600 - width / 2 + random.gauss() * (8 + index * 2), y, width, 5, {
      rx: 2.5,
      fill: colour(palette, 4),
      opacity: 0.75 - index * 0.022,
    });
  });
  return [
    gradient("dawn", "linear", [
      [0, colour(palette, 0)],
      [0.28, colour(palette, 2)],
      [0.42, "#e8b89a"],
      [0.46, colour(palette, 4)],
    ]),
    ground("url(#dawn)"),
    circle(600, 430, 118, { fill: colour(palette, 4) }),
    ...waves,
    ...glints,
  ].join("");
}

export function paintHills(palette: Palette, random: Random): string {
  const ridges = range(6).map((layer) => {
    const [a, b] = [random.range(0, 6), random.range(0, 6)];
    const y = 470 + layer * 118;
    const fill = [3, 2, 3, 2, 1, 1][layer] ?? 1;
    const ridge = (x: number): number => y + 90 * Math.sin(x / 330 + a) + 34 * Math.sin(x / 130 + b);
    const furrows = range(layer > 1 ? 7 : 0).map((row) => {
      let d = "";
      for (let x = 0; x <= edge; x += 24) d += `${x ? "L" : "M"}${x} ${(ridge(x) + 20 + row * (10 + layer * 3)).toFixed(1)}`;
      return path(d, { fill: "none", stroke: colour(palette, 0), "stroke-width": 2.2, opacity: 0.32 });
    });
    return below(ridge, { fill: colour(palette, fill), opacity: layer < 2 ? 0.75 : 1 }) + furrows.join("");
  });
  const birds = range(5).map((index) =>
    path(`M${300 + index * 58} ${250 + (index % 2) * 34 + index * 8}q16 -18 30 0q14 -18 30 0`, {
      fill: "none",
      stroke: colour(palette, 1),
      "stroke-width": 6,
      "stroke-linecap": "round",
    }),
  );
  return [ground(colour(palette, 0)), circle(820, 360, 170, { fill: colour(palette, 4) }), ...birds, ...ridges].join("");
}

export function paintSunset(palette: Palette, random: Random): string {
  const slits = range(8).map((row) => rectangle(250, 470 + row * 36, 700, 5 + row * 3.2, { fill: colour(palette, 1) }));
  const stars = range(90).map(() =>
    circle(random.range(0, edge), random.range(0, 560), random.range(1, 3.2), { fill: "#ffffff", opacity: random.range(0.3, 0.9) }),
  );
  const rows = range(12).map((row) => {
    const y = 760 + 440 * (row / 11) ** 2.1;
    return path(`M0 ${y.toFixed(1)}H${edge}`, { stroke: colour(palette, 4), "stroke-width": 2 + row * 0.35, opacity: 0.85 });
  });
  const columns = range(25).map((index) =>
    path(`M${600 + (index - 12) * 42} 760L${600 + (index - 12) * 290} ${edge}`, {
      stroke: colour(palette, 4),
      "stroke-width": 3,
      opacity: 0.75,
    }),
  );
  const mountains = range(2).map((side) => {
    const from = side ? 760 : -40;
    const points = range(7).map((index) => `${from + index * 84},${index === 0 || index === 6 ? 760 : 760 - random.range(60, 210)}`);
    return `<polygon points="${points.join(" ")}" fill="${colour(palette, 0)}" stroke="${colour(palette, 2)}" stroke-width="4"/>`;
  });
  return [
    gradient("sky", "linear", [
      [0, colour(palette, 0)],
      [0.45, colour(palette, 1)],
      [0.63, colour(palette, 2)],
    ]),
    gradient("sun", "linear", [
      [0, "#fff3a3"],
      [0.5, colour(palette, 3)],
      [1, colour(palette, 2)],
    ]),
    ground("url(#sky)"),
    ...stars,
    circle(600, 500, 290, { fill: "url(#sun)" }),
    ...slits,
    rectangle(0, 760, edge, 440, { fill: colour(palette, 0) }),
    ...mountains,
    ...rows,
    ...columns,
  ].join("");
}

export function paintRain(palette: Palette, random: Random): string {
  const peaks = range(4).map((layer) => {
    const shift = random.range(0, 500);
    const y = 640 + layer * 120;
    return below(
      (x) => y - (150 - layer * 22) * Math.abs((((x + shift) / (330 - layer * 30)) % 2) - 1) - 26 * Math.abs((((x + shift) / 71) % 2) - 1),
      { fill: colour(palette, 3 - layer), opacity: 0.95 },
      10,
    );
  });
  const drops = range(230).map(() => {
    const [x, y, length] = [random.range(-100, edge), random.range(-60, edge), random.range(30, 130)];
    return path(`M${x.toFixed(0)} ${y.toFixed(0)}l${(length * 0.32).toFixed(0)} ${length.toFixed(0)}`, {
      stroke: colour(palette, 4),
      "stroke-width": random.range(1.5, 4.5),
      "stroke-linecap": "round",
      opacity: random.range(0.12, 0.6),
    });
  });
  return [
    gradient("cloud", "linear", [
      [0, colour(palette, 0)],
      [0.35, colour(palette, 2)],
      [0.6, colour(palette, 4)],
    ]),
    ground("url(#cloud)"),
    ...peaks,
    group({}, ...drops),
  ].join("");
}

export function paintMoon(palette: Palette, random: Random): string {
  const trunks = range(9).map((index) => {
    const x = 60 + index * 135 + random.gauss() * 22;
    const width = random.range(18, 42);
    const marks = range(14).map(() =>
      rectangle(x + random.range(0, width * 0.5), random.range(120, 1000), random.range(8, width * 0.6), 5, {
        fill: colour(palette, 1),
        opacity: 0.75,
      }),
    );
    return rectangle(x, 0, width, 1040, { fill: colour(palette, 4) }) + marks.join("");
  });
  const flakes = range(150).map(() =>
    circle(random.range(0, edge), random.range(0, edge), random.range(2, 9), { fill: "#ffffff", opacity: random.range(0.35, 0.95) }),
  );
  return [
    gradient("night", "linear", [
      [0, colour(palette, 1)],
      [0.6, colour(palette, 2)],
      [1, colour(palette, 3)],
    ]),
    gradient("halo", "radial", [
      [0, "#ffffff", 0.8],
      [0.4, "#ffffff", 0.25],
      [1, "#ffffff", 0],
    ]),
    ground("url(#night)"),
    circle(700, 380, 420, { fill: "url(#halo)" }),
    circle(700, 380, 165, { fill: "#fdfcf5" }),
    ...trunks,
    below((x) => 985 + 26 * Math.sin(x / 170) + 12 * Math.sin(x / 61), { fill: colour(palette, 0) }),
    ...flakes,
    rectangle(0, 0, edge, edge, { fill: "none", stroke: colour(palette, 1), "stroke-width": 90 }),
    rectangle(585, 0, 30, edge, { fill: colour(palette, 1) }),
    rectangle(0, 700, edge, 30, { fill: colour(palette, 1) }),
  ].join("");
}

export function paintLanterns(palette: Palette, random: Random): string {
  const lights = range(26)
    .map((index) => ({ x: random.range(60, 1140), y: random.range(70, 1020), size: 16 + 62 * (index / 25) ** 1.8 }))
    .map(({ x, y, size }) =>
      group(
        { transform: `translate(${x.toFixed(0)} ${y.toFixed(0)}) rotate(${(random.gauss() * 6).toFixed(1)})` },
        circle(0, 0, size * 2.6, { fill: "url(#glow)" }),
        path(
          `M${-size * 0.62} ${-size}Q0 ${-size * 1.3} ${size * 0.62} ${-size}Q${size} 0 ${size * 0.5} ${size}H${-size * 0.5}Q${-size} 0 ${-size * 0.62} ${-size}Z`,
          { fill: "url(#paper)" },
        ),
        rectangle(-size * 0.5, size * 0.94, size, size * 0.14, { fill: colour(palette, 2) }),
      ),
    );
  return [
    gradient("evening", "linear", [
      [0, colour(palette, 0)],
      [0.7, colour(palette, 1)],
      [1, colour(palette, 2)],
    ]),
    gradient("glow", "radial", [
      [0, colour(palette, 4), 0.55],
      [1, colour(palette, 4), 0],
    ]),
    gradient("paper", "linear", [
      [0, colour(palette, 2)],
      [0.55, colour(palette, 4)],
      [1, "#fff6d8"],
    ]),
    ground("url(#evening)"),
    ...range(70).map(() =>
      circle(random.range(0, edge), random.range(0, 800), random.range(0.8, 2.4), { fill: colour(palette, 3), opacity: 0.6 }),
    ),
    ...lights,
    below((x) => 1090 + 16 * Math.sin(x / 90) + 8 * Math.sin(x / 37), { fill: colour(palette, 0) }),
    ...range(18).map(() =>
      rectangle(random.range(0, 1100), random.range(1105, 1190), random.range(30, 120), 4, {
        rx: 2,
        fill: colour(palette, 4),
        opacity: 0.4,
      }),
    ),
  ].join("");
}
