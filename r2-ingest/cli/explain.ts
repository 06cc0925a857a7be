import { ServerRefusal } from "../client/client.ts";

/** What a person at a terminal needs to know of an error that ended the run. */
export function explain(error: unknown): string {
  if (error instanceof ServerRefusal && (error.status === 401 || error.status === 403)) {
    return "The server does not accept this ingest key: set NEARFIELD_INGEST_KEY, or --state for a local server.";
  }
  return error instanceof Error ? error.message : "The run ended for a reason that nobody named.";
}
