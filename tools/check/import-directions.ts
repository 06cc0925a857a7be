/** Which room may import from which: the arrows of docs/architecture.md. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/** Rooms that a room may import from, besides itself; and packages, where only some are allowed. */
const allowed: Record<string, { rooms: string[]; packages?: string[] }> = {
  /** What an operator decides: data, of the types that rules read. */
  operator: { rooms: ["domain"], packages: [] },
  domain: { rooms: [], packages: ["zod"] },
  contracts: { rooms: ["domain"], packages: ["zod"] },
  frame: { rooms: ["domain", "contracts"], packages: ["zod", "hono", "jose"] },
  d1: { rooms: ["domain", "contracts"], packages: ["drizzle-orm"] },
  "durable-objects": { rooms: ["domain", "contracts", "frame", "d1"], packages: ["cloudflare:workers"] },
  /** The one script that calls devices. */
  "durable-objects/connect-session": {
    rooms: ["domain", "contracts", "frame", "d1", "durable-objects"],
    packages: ["@block65/webcrypto-web-push", "cloudflare:workers"],
  },
  workers: { rooms: ["domain", "contracts", "frame", "d1", "operator"], packages: ["cloudflare:workers", "hono", "jose", "zod"] },
  /** The one Worker that speaks to providers and hashes passwords. */
  "workers/accounts": {
    rooms: ["domain", "contracts", "frame", "d1", "workers", "operator"],
    packages: [
      "@simplewebauthn/server",
      "@zxcvbn-ts/",
      "argon2-wasm-edge",
      "cloudflare:email",
      "cloudflare:workers",
      "hono",
      "jose",
      "oauth4webapi",
      "stripe",
      "zod",
    ],
  },
  /** The one Worker that looks into pictures. */
  "workers/media": { rooms: ["domain", "contracts", "frame", "workers"], packages: ["@jsquash/jpeg", "cloudflare:workers", "hono"] },
  web: { rooms: [], packages: [] },
  "web/engine": { rooms: ["domain", "contracts"], packages: [] },
  "web/app": {
    rooms: ["domain", "contracts", "web/engine", "web/app/account", "operator"],
    packages: ["preact", "@preact/signals", "virtual:"],
  },
  /** Estimates of passwords and passkeys: in parts of their own, loaded when they are needed. */
  "web/app/account": {
    rooms: ["domain", "contracts", "web/engine", "web/app", "operator"],
    packages: ["preact", "@preact/signals", "virtual:", "@simplewebauthn/browser", "@zxcvbn-ts/"],
  },
  /** What others put into their pages: a little of the player's, and none of its state. */
  "web/embed": { rooms: ["domain", "contracts", "web/engine", "web/app"], packages: ["preact", "virtual:"] },
  /** A page made of the Web API's description, by a library. */
  "web/docs": { rooms: [], packages: ["swagger-ui-dist/"] },
  "web/embed/vite.config.ts": { rooms: ["web/build", "operator"] },
  /** Runs while the player is built, on Node. */
  "web/build": { rooms: ["domain", "contracts", "operator"] },
  "web/vite.config.ts": { rooms: ["web/build", "operator"] },
  "r2-ingest": { rooms: ["domain", "contracts"] },
  tools: { rooms: ["domain", "contracts", "r2-ingest", "tests"] },
  tests: {
    rooms: [
      "domain",
      "contracts",
      "frame",
      "d1",
      "tools",
      "r2-ingest",
      "web/engine",
      "web/app",
      "examples",
      "workers",
      "workers/accounts",
      "workers/media",
    ],
  },
  /** What anybody could have written, elsewhere, from the published protocol and its rules. */
  examples: { rooms: ["domain", "contracts"] },
  bench: { rooms: ["domain", "contracts", "frame", "tools", "r2-ingest", "tests", "web/engine"] },
};

/** What runs in a browser, where a library of schemas would be half of all there is to load: types cost nothing. */
const browserRooms = ["web/engine", "web/app", "web/app/account", "web/embed"];
const schemaLibrary = "zod";

const valueImportPattern =
  /(?:^|[\s;])(?:import|export)\s(?!type\s)(?:[^"';]*?\sfrom\s)?["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;
const importPattern = /(?:^|[\s;])(?:import|export)\s(?:[^"';]*?\sfrom\s)?["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)/g;

/** @returns one line for each import that goes against the direction of the rooms */
export function findForbiddenImports(root: string): string[] {
  const tops = Object.keys(allowed).filter((room) => !room.includes("/"));
  return tops.flatMap((top) => sourcesIn(join(root, top))).flatMap((file) => refusalsIn(root, file));
}

/** The narrowest room that holds a path, or undefined when none does. */
function roomOf(path: string): string | undefined {
  return Object.keys(allowed)
    .filter((room) => path === room || path.startsWith(`${room}/`))
    .toSorted((a, b) => b.length - a.length)[0];
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(tsx?|mjs)$/.test(name) && !/(^|\/)(node_modules|dist)\/|\.d\.ts$/.test(name))
    .map((name) => join(folder, name));
}

function refusalsIn(root: string, file: string): string[] {
  const isTest = /\.test\.tsx?$|\/support\//.test(file);
  const name = relative(root, file);
  const room = roomOf(name) ?? "";
  const heavy = browserRooms.includes(room) && !isTest ? schemasIn(root, file) : [];
  return [...heavy, ...directionsIn(root, { file, name, room, isTest })];
}

/** @returns a line for each module that a browser would load with the library of schemas */
function schemasIn(root: string, file: string): string[] {
  return valueImportsOf(file)
    .filter((target) => /^(?:domain|contracts)\//.test(relative(root, target)) && needsSchemas(target))
    .map((target) => `${relative(root, file)}: only types of a module with schemas (${relative(root, target)})`);
}

const known = new Map<string, boolean>();

function needsSchemas(file: string): boolean {
  const held = known.get(file);
  if (held !== undefined) return held;
  // Of modules that import one another, none needs what no other one does.
  known.set(file, false);
  const needs = specifiersOf(file, valueImportPattern).includes(schemaLibrary) || valueImportsOf(file).some(needsSchemas);
  known.set(file, needs);
  return needs;
}

function valueImportsOf(file: string): string[] {
  return specifiersOf(file, valueImportPattern)
    .filter((specifier) => specifier.startsWith(".") && /\.tsx?$/.test(specifier))
    .map((specifier) => resolve(dirname(file), specifier));
}

function specifiersOf(file: string, pattern: RegExp): string[] {
  return Array.from(readFileSync(file, "utf8").matchAll(pattern), (match) => match[1] ?? match[2] ?? "");
}

type Importer = { file: string; name: string; room: string; isTest: boolean };

function directionsIn(root: string, { file, name, room, isTest }: Importer): string[] {
  return specifiersOf(file, importPattern).flatMap((specifier) => {
    const refusal = specifier.startsWith(".")
      ? refuseRoom(room, relative(root, resolve(dirname(file), specifier)), name, isTest)
      : refusePackage(room, specifier, isTest);
    return refusal ? [`${name}: ${refusal} (${specifier})`] : [];
  });
}

function refuseRoom(room: string, target: string, file: string, isTest: boolean): string | undefined {
  const targetRoom = roomOf(target);
  if (file.startsWith("workers/") && target.startsWith("workers/") && target.split("/")[1] !== file.split("/")[1])
    return "a Worker imports from another Worker";
  if (targetRoom === undefined || targetRoom === room || allowed[room]?.rooms.includes(targetRoom)) return undefined;
  if (isTest && targetRoom === "tests") return undefined;
  return `${room} may not import from ${targetRoom}`;
}

function refusePackage(room: string, specifier: string, isTest: boolean): string | undefined {
  const packages = allowed[room]?.packages;
  if (!packages || isTest) return undefined;
  const fits = packages.some((name) => specifier === name || specifier.startsWith(/[:/]$/.test(name) ? name : `${name}/`));
  return fits ? undefined : `${room} may not use this package`;
}
