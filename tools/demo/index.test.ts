import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { catalogue, folderOf } from "./catalogue.ts";
import { composeDemo } from "./index.ts";

const directory = await mkdtemp(join(tmpdir(), "nearfield-demo-"));
afterAll(() => rm(directory, { recursive: true, force: true }));

test("folders that exist are kept and reported in order", async () => {
  for (const release of catalogue) await mkdir(join(directory, folderOf(release)));
  const reported: string[] = [];
  const folders = await composeDemo(directory, { onRelease: (folder, done, total) => void reported.push(`${folder} ${done}/${total}`) });
  expect(folders).toEqual(catalogue.map((release) => join(directory, folderOf(release))));
  expect(reported).toEqual(folders.map((folder, index) => `${folder} ${index + 1}/${catalogue.length}`));
});

test("an aborted run leaves no folder that looks complete", async () => {
  const fresh = join(directory, "aborted");
  const abort = new AbortController();
  const composing = composeDemo(fresh, { only: ["glasshouse"], signal: abort.signal });
  const rejected = expect(composing).rejects.toThrow("enough");
  await vi.waitFor(async () => expect(await readdir(fresh)).toHaveLength(1));
  abort.abort(new Error("enough"));
  await rejected;
  expect((await readdir(fresh)).filter((name) => !name.startsWith("."))).toEqual([]);
});

test("a run that was called off before it began composes nothing", async () => {
  const fresh = join(directory, "never");
  const composing = composeDemo(fresh, { only: ["glasshouse"], signal: AbortSignal.abort(new Error("no")) });
  await expect(composing).rejects.toThrow("no");
});
