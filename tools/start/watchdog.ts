/** Sees to it that the runtime's process does not outlive us, however we die: an orphan would keep the port and write to the state. */
import { spawn } from "node:child_process";
import { run } from "../support/run.ts";

/** Ends the given processes when its standard input closes, which the operating system does for whoever held the other end. */
const script = `
process.stdin.resume();
process.stdin.on("end", () => {
  for (const pid of process.argv.slice(1)) { try { process.kill(Number(pid), "SIGKILL"); } catch {} }
  process.exit();
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});`;

/** Watches over the workerd processes that this process started so far. */
export async function watchOverRuntime(): Promise<void> {
  const pids = await runtimeProcesses();
  if (pids.length === 0) return;
  const watchdog = spawn(process.execPath, ["-e", script, "--", ...pids], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  watchdog.unref();
  // The pipe stays open for as long as we live, but does not keep us alive.
  if ("unref" in watchdog.stdin && typeof watchdog.stdin.unref === "function") watchdog.stdin.unref();
}

async function runtimeProcesses(): Promise<string[]> {
  const table = await run("ps", ["-A", "-o", "pid=,ppid=,comm="]).catch(() => "");
  return table.split("\n").flatMap((line) => {
    const [pid = "", parent = "", command = ""] = line.trim().split(/\s+/);
    return Number(parent) === process.pid && command.includes("workerd") ? [pid] : [];
  });
}
