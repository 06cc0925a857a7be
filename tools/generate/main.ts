/**
 * `npm run generate -- --state DIR [--tracks N] [--seed TEXT] [--databases N]`: fills an empty state folder with a catalogue
 * of any size, for measurements. The same seed makes the same catalogue. `npm start -- --state DIR --no-demo` shows it.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { buildWorkers } from "../start/build.ts";
import { generateCatalogue } from "./write.ts";

const { values } = parseArgs({
  options: {
    state: { type: "string" },
    tracks: { type: "string", default: "1000000" },
    seed: { type: "string", default: "nearfield" },
    databases: { type: "string", default: "1" },
  },
});
const tracks = Number(values.tracks);
const databases = Number(values.databases);
if (values.state === undefined || !Number.isInteger(tracks) || tracks < 1 || !Number.isInteger(databases) || databases < 1) {
  console.error("npm run generate -- --state DIR [--tracks N] [--seed TEXT] [--databases N]");
  process.exit(2);
}
await buildWorkers();
const started = performance.now();
const made = await generateCatalogue({
  state: resolve(values.state),
  tracks,
  seed: values.seed,
  databases,
  now: Date.UTC(2026, 10, 1),
  onProgress: (count) => process.stderr.write(`\r${count.toLocaleString("en")} tracks`),
});
const seconds = Math.round((performance.now() - started) / 1000);
console.log(
  `\r${made.tracks.toLocaleString("en")} tracks on ${made.albums.toLocaleString("en")} albums by ${made.artists.toLocaleString("en")} artists in ${seconds} s`,
);
