import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockState, StateLockedError } from "./lock.ts";

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "nearfield-lock-"));
});
afterEach(() => rmSync(state, { recursive: true, force: true }));

function holdElsewhere(): Promise<{ kill(): Promise<void>; pid: number }> {
  const script = `import(${JSON.stringify(join(import.meta.dirname, "lock.ts"))}).then((m) => { globalThis.lock = m.lockState(${JSON.stringify(state)}); console.log("held"); setInterval(() => globalThis.lock, 1000); })`;
  const child = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve) => {
    child.stdout.once("data", () =>
      resolve({
        pid: child.pid ?? 0,
        kill: () =>
          new Promise((done) => {
            child.once("exit", () => done());
            child.kill("SIGKILL");
          }),
      }),
    );
  });
}

test("a second runtime is refused and told who holds the folder", async () => {
  const other = await holdElsewhere();
  expect(() => lockState(state)).toThrow(StateLockedError);
  expect(() => lockState(state)).toThrow(String(other.pid));
  await other.kill();
});

test("the lock is free again at once after a kill -9", async () => {
  const other = await holdElsewhere();
  await other.kill();
  const lock = lockState(state);
  expect(() => lockState(state)).toThrow(StateLockedError);
  lock.release();
  lockState(state).release();
});
