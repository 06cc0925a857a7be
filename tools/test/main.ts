/** `npm test`: from a clone to a verdict. Checks, then every test project but the long proofs. */
import { join } from "node:path";
import { ensureChromium } from "../../tests/support/chromium.ts";
import { checkAll } from "../check/main.ts";
import { buildPlayer, buildWorkers } from "../start/build.ts";
import { root } from "../support/paths.ts";
import { runVisibly } from "../support/run.ts";

const started = Date.now();
const checked = await checkAll();
await buildPlayer();
await buildWorkers();
ensureChromium();
const extra = process.argv.slice(2);
const tested = await runVisibly(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run", "--project=!prove*", ...extra]);
console.log(
  `npm test took ${Math.round((Date.now() - started) / 1000)} s; checks ${checked ? "passed" : "FAILED"}, tests ${tested === 0 ? "passed" : "FAILED"}.`,
);
process.exit(checked && tested === 0 ? 0 : 1);
