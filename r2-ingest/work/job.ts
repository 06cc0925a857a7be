/** What workers are asked and answer: plain values, as threads can hand them over. */
import type { TranscodeRequest, TranscodeResult } from "../encode/transcode.ts";
import type { Inspection } from "../identify/inspection.ts";

export type Job = { kind: "inspect"; path: string } | ({ kind: "transcode" } & Omit<TranscodeRequest, "onProgress" | "isStopped">);

export type JobResult = { inspect: Inspection; transcode: TranscodeResult };

export type FromWorker =
  | { kind: "progress"; seconds: number }
  | { kind: "done"; result: JobResult[Job["kind"]] }
  | { kind: "refused"; reason: string }
  | { kind: "failed"; message: string };
