/** A real Chromium for tests and measurements: found on the machine, or installed where that is possible. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium, type Browser } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const macPaths = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function findChromium(): string | undefined {
  const folders = ["/usr/bin", ...(process.env.PATH ?? "").split(delimiter)];
  const candidates = [process.env.CHROMIUM ?? "", ...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...macPaths];
  return candidates.find((path) => path !== "" && isExecutable(path));
}

/**
 * @returns the path of a Chromium; installs Debian's when there is none and this process may
 * @throws Error that says how to get one
 */
export function ensureChromium(): string {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.log("Installing Debian's Chromium (once) …");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const run = (command: string[]) => spawnSync("apt-get", ["-qq", ...command], { stdio: ["ignore", "ignore", "inherit"], env });
    run(["update"]);
    run(["install", "-y", "--no-install-recommends", "chromium"]);
  }
  const installed = findChromium();
  if (!installed) throw new Error("No Chromium was found. Install Chromium or Chrome, or name its binary in the variable CHROMIUM.");
  return installed;
}

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export type ChromiumOptions = {
  /** "free": sound without a gesture. "gesture": as listeners have it. */
  autoplay?: "free" | "gesture";
  args?: string[];
};

export function launchChromium({ autoplay = "free", args = [] }: ChromiumOptions = {}): Promise<Browser> {
  const policy = autoplay === "free" ? "no-user-gesture-required" : "document-user-activation-required";
  return chromium.launch({
    executablePath: ensureChromium(),
    headless: true,
    // Playwright mutes headless browsers, and lets them play without a gesture.
    ignoreDefaultArgs: ["--mute-audio"],
    args: [...quiet, `--autoplay-policy=${policy}`, ...args],
  });
}
