/** examples/speaker as its own process, and what it left behind: its timeline and its WAV file. */
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TimelineLine } from "../../examples/speaker/timeline.ts";
import { waitFor } from "./runtime.ts";

const script = fileURLToPath(new URL("../../examples/speaker/speaker.mjs", import.meta.url));

export type SpeakerOptions = {
  /** Its memory, its WAV file and its timeline are there. */
  folder: string;
  server: string;
  args?: readonly string[];
  /** Takes the code that it shows. */
  onCode?: (code: string) => Promise<void>;
};

export class SpeakerProcess {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #ended: Promise<number | null>;
  #answered: Promise<void> | undefined;
  said = "";

  constructor({ folder, server, args = [], onCode = refuseCode }: SpeakerOptions) {
    this.#folder = folder;
    const child = spawn(process.execPath, [script, server, ...args], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    this.#child = child;
    this.#ended = new Promise((resolve) => child.on("close", resolve));
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.said += text;
      const [, code] = /type ([A-Z]{4}-[A-Z]{4})/.exec(this.said) ?? [];
      if (code) this.#answered ??= onCode(code);
    });
  }

  /** @returns with what it ended by itself */
  async ended(): Promise<number | null> {
    const code = await this.#ended;
    await this.#answered;
    return code;
  }

  /** Which device it is, once it knows. */
  async device(): Promise<string> {
    const memory = join(this.#folder, ".speaker.json");
    const { device } = JSON.parse(await waitFor(async () => existsSync(memory) && readFileSync(memory, "utf8"), "its memory"));
    return String(device);
  }

  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    this.#child.kill(signal);
    await this.#ended;
  }

  /** What was heard when, up to now; `--timeline timeline.jsonl` has to be among its arguments. */
  timeline(): TimelineLine[] {
    const file = join(this.#folder, "timeline.jsonl");
    const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
    return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as TimelineLine);
  }

  /** The first note from the `from`th on that `fits`, now or to come. */
  async noted(fits: (note: TimelineLine) => boolean, what: string, from = 0): Promise<TimelineLine> {
    return waitFor(async () => this.timeline().slice(from).find(fits), `${what} (it said: ${this.said})`);
  }
}

async function refuseCode(code: string): Promise<void> {
  throw new Error(`nobody expected to be asked for ${code}`);
}
