/** Where things stand in the checkout. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** What is built and can be built again. */
export const buildFolder = join(root, ".nearfield", "build");
/** The default state folder of one machine: databases, objects, secrets. */
export const defaultStateFolder = join(root, ".nearfield", "state");
export const wranglerScript = join(root, "node_modules", "wrangler", "bin", "wrangler.js");
