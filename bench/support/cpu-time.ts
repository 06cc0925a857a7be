/** CPU time of a child process, from Linux's /proc (proc(5)). */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** The process of that name that this one started. @throws when there is not exactly one */
export function childNamed(name: string): number {
  const children = readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => {
      const stat = statOf(pid);
      return stat?.parent === process.pid && stat.name.startsWith(name);
    });
  const [pid, ...others] = children;
  if (pid === undefined || others.length > 0) throw new Error(`${children.length} children are named ${name}, not one`);
  return pid;
}

/** @returns user and system time since the process began, all threads, in microseconds; a clock tick's resolution */
export function cpuMicroseconds(pid: number): number {
  const stat = statOf(pid);
  if (!stat) throw new Error(`process ${pid} is gone`);
  return (stat.ticks * 1_000_000) / ticksPerSecond;
}

const ticksPerSecond = Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" }));

function statOf(pid: number): { name: string; parent: number; ticks: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name stands in brackets and may hold any character.
    const end = text.lastIndexOf(")");
    const fields = text.slice(end + 2).split(" ");
    return { name: text.slice(text.indexOf("(") + 1, end), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined;
  }
}
