/** Bundles a script for the browser in memory, as the player's own build would. */
import { build, type Rolldown } from "vite";

export async function bundlePage(entry: string): Promise<{ html: string; script: string }> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    build: { write: false, lib: { entry, formats: ["es"], fileName: "page" }, minify: true, target: "es2024" },
  });
  const outputs = (Array.isArray(built) ? built : [built]) as Rolldown.RolldownOutput[];
  const script = outputs.flatMap(({ output }) => output).find((file) => file.type === "chunk")?.code;
  if (script === undefined) throw new Error(`${entry} gave no script`);
  return { html: '<!doctype html><title>engine</title><button id="go">go</button><script type="module" src="/page.js"></script>', script };
}
