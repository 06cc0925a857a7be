/** Tells the service worker which files the app's shell is made of, so that it opens without a network. */
import { createHash } from "node:crypto";
import type { Plugin } from "vite";

const placeholder = "__SHELL__";
/** Dictionaries of passwords and the page of the Web API are of no use without the service, and larger than all else together. */
const keptForOffline = /^(assets\/(?!(?:strength|docs)-)|icon\.svg$|icon-192\.png$|manifest\.webmanifest$)/;

export function shellPlugin(): Plugin {
  return {
    name: "nearfield-shell",
    enforce: "post",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const worker = bundle["service-worker.js"];
        if (worker?.type !== "chunk") throw new Error("the service worker was not built");
        const files = Object.keys(bundle)
          .filter((file) => keptForOffline.test(file))
          .toSorted();
        const version = createHash("sha256").update(files.join("\n")).digest("hex").slice(0, 12);
        const shell = JSON.stringify({ version, files: ["/", ...files.map((file) => `/${file}`)] });
        worker.code = worker.code.replace(new RegExp(`["'\`]${placeholder}["'\`]`), () => JSON.stringify(shell));
      },
    },
  };
}
