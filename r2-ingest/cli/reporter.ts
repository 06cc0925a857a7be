/** What a run says while it goes: a bar with the time left on a terminal, plain lines elsewhere. */
import { relative } from "node:path";
import type { IngestProgress } from "../run/types.ts";

export type Output = { isTTY?: boolean; columns?: number; write: (text: string) => unknown };

/** Milliseconds between two plain lines of progress. */
const plainInterval = 10_000;
const barInterval = 100;

export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = `${String(minutes).padStart(hours > 0 ? 2 : 1, "0")}:${String(rest).padStart(2, "0")}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

/** Seconds left at the pace so far; undefined before there is a pace. */
export function timeLeft(done: number, total: number, elapsed: number): number | undefined {
  return done <= 0 || elapsed <= 0 ? undefined : ((total - done) * elapsed) / done;
}

export class Reporter {
  readonly #output: Output;
  readonly #now: () => number;
  #started: number | undefined;
  #shown: number;
  #bar = "";

  /** @param now milliseconds on any clock that only goes forward */
  constructor(output: Output, now: () => number = () => performance.now()) {
    this.#output = output;
    this.#now = now;
    this.#shown = now();
  }

  begin(pass: string): void {
    this.#started = undefined;
    this.#line(pass);
  }

  hear(progress: IngestProgress): void {
    switch (progress.kind) {
      case "inspecting":
        this.#progress(progress.done, progress.total, "reading", `${progress.done} of ${progress.total} files`);
        break;
      case "encoding":
        this.#started ??= this.#now();
        this.#progress(progress.done, progress.total, "encoding", this.#encodingText(progress.done, progress.total));
        break;
      case "analysing":
        this.#progress(progress.done, progress.total, "analysing", `${progress.done} of ${progress.total} recordings`);
        break;
      case "refused":
        this.#line(`refused   ${shown(progress.path)}: ${progress.reason}`);
        break;
      case "remark":
        this.#line(`note      ${shown(progress.path)}: ${progress.problem.replaceAll("_", " ")} (${progress.detail})`);
        break;
      case "published":
        this.#line(`${progress.outcome.padEnd(10)}${progress.title} · ${progress.tracks} tracks · ${progress.albumId}`);
        for (const { disc, number, title } of progress.absent)
          this.#line(`absent    ${disc}-${number} ${title}: still in the catalogue, not in this delivery`);
        break;
    }
  }

  end(): void {
    this.#clearBar();
  }

  #encodingText(done: number, total: number): string {
    const left = timeLeft(done, total, (this.#now() - (this.#started ?? this.#now())) / 1000);
    return `${clock(done)} of ${clock(total)} of music${left === undefined ? "" : `, ${clock(left)} left`}`;
  }

  #progress(done: number, total: number, verb: string, text: string): void {
    const interval = this.#output.isTTY ? barInterval : plainInterval;
    if (this.#now() - this.#shown < interval) return;
    this.#shown = this.#now();
    if (!this.#output.isTTY) {
      this.#line(`${verb} ${text}`);
      return;
    }
    const share = total > 0 ? Math.min(1, done / total) : 1;
    const width = 24;
    const filled = Math.round(share * width);
    this.#clearBar();
    this.#bar = `${verb} [${"█".repeat(filled)}${"·".repeat(width - filled)}] ${Math.floor(share * 100)} % ${text}`.slice(
      0,
      (this.#output.columns ?? 80) - 1,
    );
    this.#output.write(this.#bar);
  }

  #line(text: string): void {
    this.#clearBar();
    this.#output.write(`${text}\n`);
  }

  #clearBar(): void {
    if (this.#bar !== "") this.#output.write("\r\u001B[2K");
    this.#bar = "";
  }
}

/** Below the working folder paths are shown as one would type them. */
function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near === "" || near.startsWith("..") ? path : near;
}
