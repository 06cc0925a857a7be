/** `npm run bench -- [NAME …]`: measurements, each beside its floor in the same run. Without a name, all of them, one after the other. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../tools/support/paths.ts";
import { runVisibly } from "../tools/support/run.ts";

const all = readdirSync(join(root, "bench"))
  .filter((name) => name.endsWith(".ts") && name !== "main.ts")
  .map((name) => name.slice(0, -3));
const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => !all.includes(name));
if (unknown !== undefined) {
  console.error(`There is no measurement called ${unknown}. There are: ${all.join(", ")}`);
  process.exit(1);
}
for (const name of chosen.length > 0 ? chosen : all) {
  console.log(`\n── ${name} ──`);
  const code = await runVisibly(process.execPath, [join(root, "bench", `${name}.ts`)]);
  if (code !== 0) process.exit(code);
}
