// @ts-check
/**
 * Starts the speaker (main.ts) on a Node that runs TypeScript: this one from 22.18 on, else the one that the project has installed.
 * Standard output belongs to the music.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** @param {string} path beside this file */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

if (process.features.typescript) await import("./main.ts");
else {
  const node = here(`../../node_modules/node/bin/node${process.platform === "win32" ? ".exe" : ""}`);
  if (!existsSync(node)) {
    console.error(`The speaker needs Node 22.18 or later, or the project's own: run "npm start" once. This is ${process.version}.`);
    process.exit(1);
  }
  const child = spawn(node, [here("main.ts"), ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(/** @type {NodeJS.Signals} */ (signal)));
  child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
