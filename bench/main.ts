/**
 * `npm run bench -- [NAME …]`: measurements, each beside its floor in the same run. Without a name, all of them, one after the other.
 * `npm run bench -- NAME ARGUMENT …`: one of them, with what its file says that it takes.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../tools/support/paths.ts";
import { runVisibly } from "../tools/support/run.ts";

const all = readdirSync(join(root, "bench"))
  .filter((name) => name.endsWith(".ts") && name !== "main.ts")
  .map((name) => name.slice(0, -3));
const given = process.argv.slice(2);
const chosen = given.filter((name) => all.includes(name));
const isOne = chosen.length === 1 && given[0] === chosen[0];
const unknown = isOne ? undefined : given.find((name) => !all.includes(name));
if (unknown !== undefined) {
  console.error(`There is no measurement called ${unknown}. There are: ${all.join(", ")}`);
  process.exit(1);
}
for (const name of chosen.length > 0 ? chosen : all) {
  console.log(`\n── ${name} ──`);
  const code = await runVisibly(process.execPath, [join(root, "bench", `${name}.ts`), ...(isOne ? given.slice(1) : [])]);
  if (code !== 0) process.exit(code);
}
