/** `node tools/demo/main.ts OUTPUT_DIR [--only SLUG] [--workers N]` writes one folder a release. */
import { parseArgs } from "node:util";
import { catalogue } from "./catalogue.ts";
import { composeDemo } from "./index.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string", multiple: true }, workers: { type: "string" } },
});
const [directory] = positionals;
const unknown = values.only?.find((slug) => !catalogue.some((release) => release.slug === slug));
if (!directory || unknown) {
  console.error(unknown ? `There is no release "${unknown}".` : "usage: node tools/demo/main.ts OUTPUT_DIR [--only SLUG] [--workers N]");
  if (unknown) console.error(`Releases: ${catalogue.map((release) => release.slug).join(", ")}`);
  process.exit(2);
}

const began = performance.now();
await composeDemo(directory, {
  ...(values.only ? { only: values.only } : {}),
  ...(values.workers ? { workers: Number(values.workers) } : {}),
  onRelease: (folder, done, total) =>
    console.log(`${((performance.now() - began) / 1000).toFixed(1).padStart(6)} s  ${done}/${total}  ${folder}`),
});
