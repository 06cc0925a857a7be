import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testSignal, wavFile } from "../support/test-signal.ts";

const folder = mkdtempSync(join(tmpdir(), "nearfield-pool-"));
const path = join(folder, "a.wav");
beforeAll(() => writeFileSync(path, wavFile([testSignal(1, 20 * 44_100, 44_100)], { sampleRate: 44_100, bits: 16 })));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A process of its own, since what is tested would bring this one down. Its threads call FFmpeg hundreds of times a millisecond when `then` runs. */
function whileEncoding(then: string) {
  const script = `
    import { WorkerPool } from ${JSON.stringify(new URL("pool.ts", import.meta.url).href)};
    async function encode(name) {
      const pool = new WorkerPool(2);
      await new Promise((resolve) => {
        for (const each of ["a", "b"]) {
          const job = { kind: "transcode", path: ${JSON.stringify(path)}, tiers: ["vorbis-96"], directory: ${JSON.stringify(folder)} + "/" + name + each, measure: true };
          pool.run(job, resolve).then(() => console.log("finished"), (error) => console.log(error.message));
        }
      });
      ${then}
    }
    for (let round = 0; round < 8; round++) await encode(round);
  `;
  writeFileSync(join(folder, "script.mjs"), script);
  return spawnSync(process.execPath, [join(folder, "script.mjs")], { encoding: "utf8" });
}

test("threads that are stopped in the midst of encoding end without taking the process with them", () => {
  const { status, signal, stdout } = whileEncoding("await pool.close();");
  expect({ status, signal }).toEqual({ status: 0, signal: null });
  expect(stdout.trim().split("\n")).toEqual(Array.from({ length: 16 }, () => "the workers were stopped"));
});

test("a process that ends in the midst of encoding ends as it wanted to", () => {
  for (let round = 0; round < 3; round++) expect(whileEncoding("process.exit(3);")).toMatchObject({ status: 3, signal: null });
});
