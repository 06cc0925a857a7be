/** Threads that inspect and encode, one job each; they start when there is work and end with `close`. */
import { Worker } from "node:worker_threads";
import type { FromWorker, Job, JobResult } from "./job.ts";

/** The file itself is at fault; the message says how. */
export class FileRefused extends Error {}

type Task = { job: Job; onProgress: (seconds: number) => void; resolve: (result: never) => void; reject: (error: Error) => void };

export class WorkerPool {
  readonly size: number;
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Task>();
  readonly #queue: Task[] = [];
  #closed = false;

  constructor(size: number) {
    this.size = size;
  }

  /** @throws FileRefused when the file cannot be used, Error when the pool broke */
  run<Kind extends Job["kind"]>(
    job: Extract<Job, { kind: Kind }>,
    onProgress: (seconds: number) => void = () => undefined,
  ): Promise<JobResult[Kind]> {
    return new Promise<JobResult[Kind]>((resolve, reject) => {
      if (this.#closed) {
        reject(new Error("the workers are gone"));
        return;
      }
      this.#queue.push({ job, onProgress, resolve, reject });
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    const workers = [...this.#idle, ...this.#busy.keys()];
    for (const task of [...this.#queue.splice(0), ...this.#busy.values()]) task.reject(new Error("the workers were stopped"));
    this.#busy.clear();
    this.#idle.length = 0;
    await Promise.all(workers.map((worker) => worker.terminate()));
  }

  #next(): void {
    if (this.#closed || this.#queue.length === 0) return;
    const worker = this.#idle.pop() ?? (this.#busy.size < this.size ? this.#start() : undefined);
    const task = worker && this.#queue.shift();
    if (!worker || !task) return;
    this.#busy.set(worker, task);
    worker.postMessage(task.job, []);
  }

  #start(): Worker {
    const worker = new Worker(new URL("worker.ts", import.meta.url));
    worker.on("message", (message: FromWorker) => this.#hear(worker, message));
    worker.on("error", (error: Error) => this.#lose(worker, error));
    return worker;
  }

  #hear(worker: Worker, message: FromWorker): void {
    const task = this.#busy.get(worker);
    if (!task) return;
    if (message.kind === "progress") {
      task.onProgress(message.seconds);
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
    this.#busy.delete(worker);
    task?.reject(error);
    this.#next();
  }
}
