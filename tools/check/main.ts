/** `npm run check`: types, lint, format, import directions, route policies, unused code. Each says what is wrong; all run, whatever fails. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "../support/paths.ts";
import { CommandError, run } from "../support/run.ts";
import { workers } from "../workers.ts";
import { generateTypes } from "./generate-types.ts";
import { findForbiddenImports } from "./import-directions.ts";
import { findUndeclaredRoutes } from "./route-policies.ts";

const bin = (name: string): string => join(root, "node_modules", ".bin", name);

function typeProjects(): string[] {
  const folders = workers.map((worker) => (worker.config === "wrangler.toml" ? "workers/api" : dirname(worker.config)));
  return ["tsconfig.json", "tsconfig.node.json", "d1", "web", "web/build", "web/app/offline", ...folders].filter((project) =>
    existsSync(join(root, project)),
  );
}

const checks: [name: string, check: () => Promise<string>][] = [
  ["types", async () => (await Promise.all(typeProjects().map((project) => run(bin("tsc"), ["-p", project])))).join("")],
  ["lint", () => run(bin("oxlint"), ["--quiet"])],
  ["format", () => run(bin("oxfmt"), ["--check"])],
  ["import directions", async () => refuse("import directions", findForbiddenImports(root))],
  ["route policies", async () => refuse("route policies", await findUndeclaredRoutes(root))],
  ["unused code", () => run(bin("knip"), ["--no-progress"])],
];

async function refuse(check: string, lines: string[]): Promise<string> {
  if (lines.length > 0) throw new CommandError(check, lines.join("\n"));
  return "";
}

export async function checkAll(): Promise<boolean> {
  await generateTypes();
  let passed = true;
  for (const [name, check] of checks) {
    const started = Date.now();
    const failure = await check().then(
      () => undefined,
      (error: unknown) => (error instanceof CommandError ? error.output : String(error)),
    );
    console.log(`${failure === undefined ? "ok    " : "FAILED"} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    if (failure !== undefined) console.log(failure);
    passed &&= failure === undefined;
  }
  return passed;
}

if (import.meta.main) process.exit((await checkAll()) ? 0 : 1);
