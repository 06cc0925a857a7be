/** One service for all of this folder's clients, with the demo's accounts and apps, and a few releases. */
import type { TestProject } from "vitest/node";
import { seedDemo } from "../support/demo.ts";
import { openPlaylistWorld } from "../support/playlist-world.ts";
import { startService } from "../support/runtime.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where it answers: its issuer. */
    serviceUrl: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const service = await startService({ databases: 1, vars: { DEMO: "on" } });
  await seedDemo(service);
  await openPlaylistWorld(service);
  project.provide("serviceUrl", service.url);
  return () => service.stop();
}
