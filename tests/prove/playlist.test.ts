/** Playlists that many people edit at once lose nothing and double nothing: by rules, on real objects, and when the runtime is killed. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Answer, EditOutcome, PlaylistItemsPage } from "../../contracts/playlist-object.ts";
import { encodeId } from "../../domain/ids.ts";
import type { Operation } from "../../domain/playlist/schema.ts";
import { root } from "../../tools/support/paths.ts";
import { randomId, randomOperation, trackUri } from "../support/playlist/operations.ts";
import { randomOf } from "../support/playlist/random.ts";
import { Simulation } from "../support/playlist/simulation.ts";
import { bundlePlaylist } from "../support/playlist/stage.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nearfield-playlists-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("ten thousand times, two hundred operations over a bad network end the same for everybody", { timeout: 3_600_000 }, () => {
  for (let seed = 1; seed <= 10_000; seed++) {
    const wrong = new Simulation(seed).run(200);
    if (wrong.length > 0) expect({ seed, wrong }).toEqual({ seed, wrong: [] });
  }
});

test("thirty times the same on real objects that are evicted meanwhile", { timeout: 1_800_000 }, () => {
  const args = [join(root, "node_modules/vitest/vitest.mjs"), "run", "--project=playlist", "durable-objects/playlist/convergence"];
  const { status, stdout } = spawnSync(process.execPath, args, {
    cwd: root,
    env: { ...process.env, PLAYLIST_SEEDS: "30" },
    encoding: "utf8",
  });
  expect(status, stdout).toBe(0);
  expect(stdout).toContain("30 passed");
});

type Runtime = { child: ChildProcess; url: string };

async function startProcess(bundle: string, state: string): Promise<Runtime> {
  const args = ["--disable-warning=ExperimentalWarning", join(root, "tests/support/playlist/stage.ts"), bundle, state];
  // A group of its own: the runtime is a process below it, and both are killed.
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], detached: true });
  const url = await new Promise<string>((resolve, reject) => {
    child.once("exit", () => reject(new Error("the runtime did not start")));
    child.stdout?.on("data", (chunk: Buffer) => {
      const [, ready] = /ready (http:\S+)/.exec(chunk.toString()) ?? [];
      if (ready) resolve(ready);
    });
  });
  return { child, url };
}

async function killWholly({ child }: Runtime): Promise<void> {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  await gone;
}

async function call<Value>(url: string, playlist: string, method: string, ...parameters: unknown[]): Promise<Value> {
  const response = await fetch(new URL(`/playlist/${playlist}/${method}`, url), { method: "POST", body: JSON.stringify(parameters) });
  // Written by the door, which says what the object answered.
  return (await response.json()) as Value;
}

test("killed twenty times under load, it loses no acknowledged edit and does none twice", { timeout: 900_000 }, async () => {
  const bundle = await bundlePlaylist();
  const random = randomOf(7);
  const playlist = encodeId(Uint8Array.from({ length: 16 }, (_, index) => index));
  const details = { name: "Killed", description: "", public: false, collaborative: false, image: null };
  const acknowledged = new Map<string, { operation: Operation; revision: number }>();
  const inFlight = new Map<string, Operation>();
  let known: PlaylistItemsPage["items"] = [];

  const send = async (url: string, id: string, operation: Operation) => {
    inFlight.set(id, operation);
    const answer = await call<Answer<EditOutcome>>(url, playlist, "edit", "owner", id, operation);
    inFlight.delete(id);
    if (answer.ok) acknowledged.set(id, { operation, revision: answer.value.revision });
    else if (answer.error.code !== "conflict" && answer.error.code !== "unprocessable") throw new Error(answer.error.message);
  };
  const keepWriting = async (url: string) => {
    try {
      for (;;) {
        const view = { revision: acknowledged.size, details, items: known };
        await send(url, randomId(random), random.chance(0.5) ? addOne(random) : randomOperation(random, view));
        if (random.chance(0.05)) known = (await itemsOf(url)).items;
      }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      // The connection broke: the runtime was killed.
    }
  };
  const itemsOf = async (url: string): Promise<PlaylistItemsPage> => {
    const answer = await call<Answer<PlaylistItemsPage>>(url, playlist, "items", "owner", { offset: 0, limit: 10_000 });
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value;
  };

  let [repeated, doneBefore] = [0, 0];
  for (let round = 0; round < 20; round++) {
    const runtime = await startProcess(bundle, join(folder, "state"));
    await call(runtime.url, playlist, "create", { id: playlist, owner: "owner", details });
    const { head } = await itemsOf(runtime.url);
    expect(head.revision).toBeGreaterThanOrEqual(Math.max(0, ...[...acknowledged.values()].map(({ revision }) => revision)));
    for (const [id, operation] of inFlight) {
      await send(runtime.url, id, operation);
      repeated += 1;
      if ((acknowledged.get(id)?.revision ?? Number.POSITIVE_INFINITY) <= head.revision) doneBefore += 1;
    }
    const writing = Array.from({ length: 8 }, () => keepWriting(runtime.url));
    await new Promise((resolve) => setTimeout(resolve, 300 + random.below(1200)));
    await killWholly(runtime);
    await Promise.all(writing);
  }

  const runtime = await startProcess(bundle, join(folder, "state"));
  for (const [id, operation] of inFlight) await send(runtime.url, id, operation);
  const { head, items } = await itemsOf(runtime.url);
  for (const [id, { operation, revision }] of acknowledged) {
    const again = await call<Answer<EditOutcome>>(runtime.url, playlist, "edit", "owner", id, operation);
    expect(again).toMatchObject({ ok: true, value: { revision } });
  }
  expect((await itemsOf(runtime.url)).head.revision).toBe(head.revision);
  await killWholly(runtime);
  const revisions = [...acknowledged.values()].map(({ revision }) => revision).toSorted((one, other) => one - other);
  expect(revisions).toEqual(Array.from({ length: head.revision }, (_, index) => index + 1));
  expect(new Set(items.map(({ uid }) => uid)).size).toBe(items.length);
  console.log(`${acknowledged.size} edits acknowledged; ${repeated} sent again after a kill, of which ${doneBefore} had been done`);
});

function addOne(random: ReturnType<typeof randomOf>): Operation {
  return { type: "add", items: [{ uid: randomId(random, 12), uri: trackUri(random.below(50)) }] };
}
