import type { V4WorkerOptions } from "miniflare";

/** A Worker that others bind and that nothing of what is measured asks: with so many entrypoints and objects that do nothing. */
export function standIn(name: string, entrypoints: readonly string[], objects: readonly string[] = []): V4WorkerOptions {
  const contents = [
    'import { DurableObject, WorkerEntrypoint } from "cloudflare:workers";',
    ...entrypoints.map((entrypoint) => `export class ${entrypoint} extends WorkerEntrypoint {}`),
    ...objects.map((object) => `export class ${object} extends DurableObject { list() { return []; } }`),
    "export default { fetch: () => new Response(null, { status: 404 }) };",
  ].join("\n");
  return {
    name,
    compatibilityDate: "2026-10-15",
    modules: [{ type: "ESModule", path: "index.js", contents }],
    durableObjects: Object.fromEntries(objects.map((className) => [className.toUpperCase(), { className, useSQLite: true }])),
  };
}
