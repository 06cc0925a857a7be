import { join } from "node:path";
import { build } from "vite";
import { root } from "../support/paths.ts";

/** Builds the player's pages again whenever a source of theirs changes. */
export async function watch(): Promise<{ close(): Promise<void> }> {
  const watcher: unknown = await build({
    configFile: join(root, "web/vite.config.ts"),
    root: join(root, "web"),
    logLevel: "warn",
    build: { watch: {} },
  });
  return {
    async close() {
      if (typeof watcher === "object" && watcher !== null && "close" in watcher && typeof watcher.close === "function")
        await watcher.close();
    },
  };
}
