/**
 * How the embedded player is built: into web/dist, beside the player, with files of its own. Shared with the player they would bring along
 * what only the player needs.
 */
import { join } from "node:path";
import { defineConfig } from "vite";
import { operatorPlugin } from "../build/operator.ts";

const web = join(import.meta.dirname, "..");

export default defineConfig({
  root: web,
  publicDir: false,
  plugins: [operatorPlugin(join(web, "../operator"))],
  define: { isBuilt: "true" },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: join(web, "dist"),
    emptyOutDir: false,
    target: "es2022",
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { embed: join(web, "embed/index.html") } },
  },
});
