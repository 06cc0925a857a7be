/** One thread of the pool: takes one job at a time. */
import { parentPort, workerData } from "node:worker_threads";
import { MasterError } from "../encode/master.ts";
import { quietFFmpeg } from "../encode/native.ts";
import { transcode } from "../encode/transcode.ts";
import { inspect } from "../identify/inspection.ts";
import { Idleness } from "./idleness.ts";
import type { FromWorker, Job, JobResult } from "./job.ts";

quietFFmpeg();
const idleness = new Idleness(workerData as SharedArrayBuffer);

function tell(message: FromWorker): void {
  parentPort?.postMessage(message, []);
}

async function perform(job: Job): Promise<JobResult[Job["kind"]]> {
  if (idleness.isStopped) throw new Error("stopped");
  if (job.kind === "inspect") return inspect(job.path);
  return transcode({ ...job, isStopped: () => idleness.isStopped, onProgress: (seconds) => tell({ kind: "progress", seconds }) });
}

parentPort?.on("message", (job: Job) => {
  perform(job)
    .then(
      (result) => tell({ kind: "done", result }),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        tell(error instanceof MasterError ? { kind: "refused", reason: message } : { kind: "failed", message });
      },
    )
    .finally(() => idleness.end());
});
