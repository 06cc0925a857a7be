/** How the player is built: `build({ configFile: "web/vite.config.ts" })` writes web/dist. */
import { join } from "node:path";
import { defineConfig } from "vite";
import { operatorPlugin } from "./build/operator.ts";
import { shellPlugin } from "./build/shell.ts";

const here = import.meta.dirname;

/** What the development server leaves to the service. */
const servicePaths = ["/v1", "/accounts", "/authorize", "/billing", "/dev", "/media", "/images"];

const accountModules = /\/app\/(?:account\/|api\/accounts)/;
/** Library and playlists: their pages, what opens over others, and what these share. */
const libraryModules =
  /\/app\/(?:library\/(?:library\.css|(?:collection|exchange|i18n|pages|sheets|sidebar)\/)|share\/|playlist\/|api\/(?:people|playlists)|ui\/(?:VirtualList|virtualWindow))/;
/** Devices and jams, with their rules, other than what the engine goes by too. */
const connectModules = /\/app\/(?:connect|jam)\/|\/domain\/connect\/(?!anchor|follow)/;
/** What no first paint may wait for, however many parts share it. */
const laterModules = new RegExp(
  `${accountModules.source}|${libraryModules.source}|${connectModules.source}|/node_modules/@(?:simplewebauthn|zxcvbn-ts)/`,
);

export default defineConfig(({ command }) => ({
  root: here,
  plugins: [operatorPlugin(join(here, "../operator")), shellPlugin()],
  // Vite's own PROD follows NODE_ENV, which a test runner sets to something else.
  define: { isBuilt: JSON.stringify(command === "build") },
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: join(here, "dist"),
    emptyOutDir: true,
    target: "es2022",
    sourcemap: false,
    // A data: URL would be one more thing for the Content-Security-Policy to allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        app: join(here, "index.html"),
        docs: join(here, "docs/index.html"),
        "service-worker": join(here, "app/offline/service-worker.ts"),
      },
      output: {
        entryFileNames: (chunk) => (chunk.name === "service-worker" ? "service-worker.js" : "assets/[name]-[hash].js"),
        // What pages and lazy parts share comes as one file beside the entry, not as a dozen.
        // The pages about accounts, and those about what one keeps, share among themselves what no first paint needs. They come second,
        // since a group takes along whatever its modules import.
        codeSplitting: {
          groups: [
            { name: "shared", test: (id) => !laterModules.test(id), minShareCount: 2, priority: 2 },
            { name: "account", test: accountModules, minShareCount: 2, priority: 1 },
            { name: "library", test: libraryModules, minShareCount: 2, priority: 1 },
            { name: "connect", test: connectModules, minShareCount: 2, priority: 1 },
          ],
        },
      },
    },
  },
  server: { proxy: Object.fromEntries(servicePaths.map((path) => [path, "http://127.0.0.1:8787"])) },
}));
