import { spawn } from "node:child_process";
import { root } from "./paths.ts";

export class CommandError extends Error {
  readonly output: string;

  constructor(command: string, output: string) {
    super(`${command} failed`);
    this.name = "CommandError";
    this.output = output;
  }
}

/** Runs a program to its end and returns what it printed. @throws CommandError when it exits with anything but 0 */
export function run(command: string, args: readonly string[], options: { env?: NodeJS.ProcessEnv; cwd?: string } = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd ?? root,
      env: { ...process.env, ...options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve(output) : reject(new CommandError([command, ...args].join(" "), output))));
  });
}

/** Runs a program in the foreground, its output going where ours goes. @returns its exit code */
export function runVisibly(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: "inherit" });
    child.on("error", reject);
    child.on("close", (code) => resolve(code ?? 1));
  });
}
