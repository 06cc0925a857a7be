/** A few worker threads and one queue: tasks are taken in the order in which they came. */
import { Worker } from "node:worker_threads";
import type { Task, TaskResult } from "./worker.ts";

interface Waiting {
  task: Task;
  resolve: () => void;
  reject: (reason: unknown) => void;
}

export class Pool {
  #queue: Waiting[] = [];
  #running = new Map<number, Waiting>();
  #idle: Worker[] = [];
  #workers: Worker[];
  #lastId = 0;
  #end: { reason: unknown } | undefined;

  constructor(size: number) {
    this.#workers = Array.from({ length: size }, () => this.#hire());
    this.#idle.push(...this.#workers);
  }

  #hire(): Worker {
    const worker = new Worker(new URL("worker.ts", import.meta.url));
    worker.on("message", ({ id, problem }: TaskResult) => {
      const done = this.#running.get(id);
      this.#running.delete(id);
      this.#idle.push(worker);
      this.#next();
      if (problem === undefined) done?.resolve();
      else done?.reject(new Error(problem));
    });
    worker.on("error", (error) => this.#fail(error));
    return worker;
  }

  #fail(reason: unknown): void {
    for (const waiting of [...this.#running.values(), ...this.#queue]) waiting.reject(reason);
    this.#running.clear();
    this.#queue = [];
  }

  #next(): void {
    while (this.#queue.length > 0 && this.#idle.length > 0) {
      const worker = this.#idle.pop();
      const waiting = this.#queue.shift();
      if (!worker || !waiting) return;
      this.#running.set(waiting.task.id, waiting);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(waiting.task);
    }
  }

  run(task: Omit<Task, "id">): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#end) return reject(this.#end.reason);
      this.#lastId += 1;
      this.#queue.push({ task: { ...task, id: this.#lastId }, resolve, reject });
      this.#next();
    });
  }

  /** Ends the threads; what is unfinished is rejected with the reason. */
  async close(reason: unknown = new Error("The pool is closed.")): Promise<void> {
    this.#end ??= { reason };
    this.#fail(reason);
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
