/** One line a request. Its fields are a closed list of harmless facts, so that no token, secret, header or body can be logged. */
import type { ErrorCode } from "../contracts/errors.ts";

export type RequestLine = {
  kind: "request";
  /** RFC 3339. */
  at: string;
  worker: string;
  request_id: string;
  method: string;
  /** The route's pattern, never the path: paths hold grants. */
  route: string;
  status: number;
  ms: number;
  code?: ErrorCode;
  /** Data centre that answered, where the platform says. */
  colo?: string;
  /** Class name and stack of an unforeseen error, the message left out: it may quote input. */
  fault?: string;
};

export type WorkLine = {
  kind: "work";
  at: string;
  worker: string;
  /** What was done, e.g. `catalogue-change`. */
  task: string;
  outcome: "done" | "retry" | "failed";
  count: number;
  ms: number;
  fault?: string;
};

export function writeLine(line: RequestLine | WorkLine): void {
  console.log(JSON.stringify(line));
}

/** Names what broke without quoting what it broke on. */
export function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? "").split("\n").filter((line) => line.trimStart().startsWith("at "));
  return [error.name, ...frames.slice(0, 8).map((line) => line.trim())].join(" | ");
}
