/** `npm run prove`: the long proofs. */
import { join } from "node:path";
import { ensureChromium } from "../../tests/support/chromium.ts";
import { buildPlayer, buildWorkers } from "../start/build.ts";
import { root } from "../support/paths.ts";
import { runVisibly } from "../support/run.ts";

await buildPlayer();
await buildWorkers();
ensureChromium();
process.exit(
  await runVisibly(process.execPath, [
    join(root, "node_modules/vitest/vitest.mjs"),
    "run",
    "--project=prove*",
    "--reporter=verbose",
    ...process.argv.slice(2),
  ]),
);
