/** Threads that inspect and encode, one job each; they start when there is work and end with `close`. */
import { Worker } from "node:worker_threads";
import { Idleness } from "./idleness.ts";
import type { FromWorker, Job, JobResult } from "./job.ts";

/** The file itself is at fault; the message says how. */
export class FileRefused extends Error {}

/** Milliseconds that an ending process waits for its threads: a frame takes one, the file to be inspected some hundreds. */
const exitLimit = 5000;

type Task = { job: Job; onProgress: (seconds: number) => void; resolve: (result: never) => void; reject: (error: Error) => void };

export class WorkerPool {
  readonly size: number;
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Task>();
  readonly #queue: Task[] = [];
  readonly #idleness = new Idleness();
  #whenIdle: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  constructor(size: number) {
    this.size = size;
    process.once("exit", this.#leave);
  }

  /** @throws FileRefused when the file cannot be used, Error when the pool broke */
  run<Kind extends Job["kind"]>(
    job: Extract<Job, { kind: Kind }>,
    onProgress: (seconds: number) => void = () => undefined,
  ): Promise<JobResult[Kind]> {
    return new Promise<JobResult[Kind]>((resolve, reject) => {
      if (this.#closing) {
        reject(new Error("the workers are gone"));
        return;
      }
      this.#queue.push({ job, onProgress, resolve, reject });
      this.#next();
    });
  }

  /** What is unfinished is rejected at once; the threads end as soon as each has left FFmpeg. */
  close(): Promise<void> {
    return (this.#closing ??= this.#end());
  }

  async #end(): Promise<void> {
    this.#idleness.stop();
    for (const task of [...this.#queue.splice(0), ...this.#busy.values()]) task.reject(new Error("the workers were stopped"));
    if (this.#busy.size > 0) await new Promise<void>((resolve) => (this.#whenIdle = resolve));
    await Promise.all(this.#idle.splice(0).map((worker) => worker.terminate()));
    process.off("exit", this.#leave);
  }

  /** The process ends although there is work: Node will terminate the threads, whatever they do. */
  readonly #leave = (): void => {
    this.#idleness.stop();
    this.#idleness.wait(exitLimit);
  };

  #next(): void {
    if (this.#closing) {
      if (this.#busy.size === 0) this.#whenIdle?.();
      return;
    }
    if (this.#queue.length === 0) return;
    const worker = this.#idle.pop() ?? (this.#busy.size < this.size ? this.#start() : undefined);
    const task = worker && this.#queue.shift();
    if (!worker || !task) return;
    this.#busy.set(worker, task);
    this.#idleness.begin();
    worker.postMessage(task.job, []);
  }

  #start(): Worker {
    const worker = new Worker(new URL("worker.ts", import.meta.url), { workerData: this.#idleness.memory });
    worker.on("message", (message: FromWorker) => this.#hear(worker, message));
    worker.on("error", (error: Error) => this.#lose(worker, error));
    worker.on("exit", () => this.#lose(worker, new Error("a worker ended by itself")));
    return worker;
  }

  #hear(worker: Worker, message: FromWorker): void {
    const task = this.#busy.get(worker);
    if (!task) return;
    if (message.kind === "progress") {
      if (!this.#closing) task.onProgress(message.seconds);
      return;
    }
    this.#busy.delete(worker);
    this.#idle.push(worker);
    if (message.kind === "done") task.resolve(message.result as never);
    else if (message.kind === "refused") task.reject(new FileRefused(message.reason));
    else task.reject(new FileRefused(`it could not be processed: ${message.message}`));
    this.#next();
  }

  #lose(worker: Worker, error: Error): void {
    const task = this.#busy.get(worker);
    if (this.#busy.delete(worker)) this.#idleness.end();
    task?.reject(error);
    this.#next();
  }
}
