// From a bare clone to a running tool: installs what package-lock.json names when it is not there yet, then runs a
// TypeScript entry on the Node that the project brings. Plain JavaScript without imports from packages: it runs first.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [entry, ...rest] = process.argv.slice(2);
const [major = 0] = process.versions.node.split(".").map(Number);

if (!entry) throw new Error("usage: node tools/launch.mjs ENTRY.ts [arguments]");
if (major < 20) {
  console.error(`Nearfield needs Node 20 or later; this is ${process.version}.`);
  process.exit(1);
}

// npm leaves optional binaries of other platforms out of the lock file, which `npm ci` then refuses; `npm install` reads the same
// lock file without refusing, and --no-save keeps it as it is.
const lockHash = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");
const stamp = join(root, "node_modules", ".nearfield-installed");
if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== lockHash) {
  console.log("Installing packages (once; half a minute with a warm cache) …");
  const npm = spawnSync("npm", ["install", "--no-save", "--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (npm.status !== 0) {
    console.error("npm install failed; the lines above say why.");
    process.exit(npm.status ?? 1);
  }
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, lockHash);
}

const node = join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
const child = spawn(existsSync(node) ? node : process.execPath, ["--disable-warning=ExperimentalWarning", join(root, entry), ...rest], {
  cwd: process.env.INIT_CWD ?? process.cwd(),
  stdio: "inherit",
  env: {
    ...process.env,
    PATH: `${join(root, "node_modules", ".bin")}${process.platform === "win32" ? ";" : ":"}${process.env.PATH ?? ""}`,
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_LOG: process.env.WRANGLER_LOG ?? "error",
  },
});
// A terminal's Ctrl-C reaches the child by itself; a signal sent to this process alone is handed on.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
