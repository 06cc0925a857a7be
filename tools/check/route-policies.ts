/** Whether every route says who may call it. The Workers' apps are made here on Node, where nothing of the platform is called. */
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readWorkerConfig } from "../support/wrangler-config.ts";
import { workers } from "../workers.ts";

/** Stands in for modules of the platform: their classes are only extended, and only extending happens at import. */
const platform = `class Base {}
  export { Base as DurableObject, Base as WorkerEntrypoint, Base as WorkflowEntrypoint, Base as RpcTarget, Base as EmailMessage };
  export const env = {}, exports = {};
  export function waitUntil() {}
  export default {};`;
const standIn = `data:text/javascript,${encodeURIComponent(platform)}`;

/** @returns one line for each route without a policy, each policy without a route, and each Worker that has paths and no app */
export async function findUndeclaredRoutes(root: string): Promise<string[]> {
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier.startsWith("cloudflare:") || specifier.includes(".wasm") ? { url: standIn, shortCircuit: true } : next(specifier, context),
  });
  try {
    const apps = await loadApps(root);
    return workers.filter(hasPaths).flatMap(({ name }) => {
      const undeclared = apps.get(name.replace("nearfield-", ""));
      return undeclared ? undeclared().map((line) => `${name}: ${line}`) : [`${name}: has paths and makes no app of the frame's`];
    });
  } finally {
    hooks.deregister();
  }
}

function hasPaths({ config, paths }: (typeof workers)[number]): boolean {
  return paths.length > 0 || config === "wrangler.toml";
}

/** By the name that each Worker gives its app. */
async function loadApps(root: string): Promise<Map<string, () => string[]>> {
  for (const { config } of workers.filter(hasPaths)) await import(pathToFileURL(readWorkerConfig(config).main).href);
  const frame: { undeclaredRoutes: Map<string, () => string[]> } = await import(pathToFileURL(join(root, "frame/app.ts")).href);
  return frame.undeclaredRoutes;
}
