/** A deployment of the small project in `project/` to a stand-in of Cloudflare's API. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deploy, type DeployOutcome } from "../../tools/deploy/deploy.ts";
import { parseSettings } from "../../tools/deploy/settings.ts";
import type { WorkerPlace } from "../../tools/workers.ts";
import { CloudflareStandIn, testAccount, testToken } from "./cloudflare/server.ts";

type DeployedProject = { root: string; workers: readonly WorkerPlace[] };
const smallProject: DeployedProject = {
  root: join(import.meta.dirname, "project"),
  workers: [
    { name: "nearfield-store", config: "store/wrangler.toml", paths: ["/store/*", "/v1/guest"], optionalSecrets: ["MAIL_KEY"] },
    { name: "nearfield-api", config: "wrangler.toml", paths: [] },
  ],
};
export const settingsOfTest = `
name = "radio"
domain = "music.example.org"
location = "weur"
[vars]
GUEST_PLAYBACK = "preview"
`;

export type Run = { outcome: DeployOutcome; printed: string };
export type RunOptions = {
  settings?: string;
  rotate?: string[];
  dryRun?: boolean;
  token?: string;
  environment?: Record<string, string>;
  directoryMoved?: boolean;
};

export class Bench {
  readonly cloudflare: CloudflareStandIn;
  readonly stateFolder = mkdtempSync(join(tmpdir(), "nearfield-deploy-"));
  /** Calls of the deployed service itself, and what it answers; undefined: nobody answers. */
  readonly calls: { url: string; authorization: string; body: string }[] = [];
  serviceAnswer: number | undefined = 202;

  /** All that was shown to the operator, over all runs. */
  printed = "";

  readonly #project: DeployedProject;

  constructor(cloudflare: CloudflareStandIn, project: DeployedProject) {
    this.cloudflare = cloudflare;
    this.#project = project;
  }

  static async open(project: DeployedProject = smallProject): Promise<Bench> {
    const cloudflare = await CloudflareStandIn.start();
    cloudflare.state.zones.push({ id: cloudflare.state.hexId(), name: "example.org", routes: [], records: [] });
    return new Bench(cloudflare, project);
  }

  async close(): Promise<void> {
    await this.cloudflare.stop();
    rmSync(this.stateFolder, { recursive: true, force: true });
  }

  /** Runs `npm run deploy` in this process; wrangler runs in its own. */
  async run(options: RunOptions = {}): Promise<Run> {
    const { settings = settingsOfTest, rotate = [], dryRun = false, token = testToken, environment = {} } = options;
    const from = this.printed.length;
    const outcome = await deploy({
      ...this.#project,
      settings: parseSettings(settings, "deploy.toml"),
      stateFolder: this.stateFolder,
      token,
      accountId: testAccount,
      apiBase: this.cloudflare.base,
      rotate,
      environment,
      directoryMoved: options.directoryMoved ?? false,
      callService: async (url, { headers, body }) => {
        this.calls.push({
          url,
          authorization: new Headers(headers).get("authorization") ?? "",
          body: typeof body === "string" ? body : "",
        });
        if (this.serviceAnswer === undefined) throw new TypeError("fetch failed");
        return new Response("{}", { status: this.serviceAnswer });
      },
      buildAssets: () => Promise.resolve(),
      dryRun,
      confirm: () => Promise.resolve(true),
      print: (line) => (this.printed += `${line}\n`),
    });
    return { outcome, printed: this.printed.slice(from) };
  }

  get keyringFile(): string {
    return join(this.stateFolder, "radio", "secrets.json");
  }

  keyring(): { values: Record<string, string>; unsent: Record<string, string[]> } {
    return JSON.parse(readFileSync(this.keyringFile, "utf8")) as { values: Record<string, string>; unsent: Record<string, string[]> };
  }

  /** A variable of the version of a Worker that answers. */
  variable(worker: string, name: string): unknown {
    return this.cloudflare.state.liveVersion(worker)?.bindings.find((binding) => binding.name === name)?.["text"];
  }
}
