import { ClientError } from "../contracts/errors.ts";
import type { Answer } from "../contracts/object-answer.ts";

/** Says as a value what a client may see of an error. Whatever else is thrown is thrown. */
export function answer<Value>(work: () => Value): Answer<Value> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    const { code, message, field } = error;
    return { ok: false, error: { code, message, ...(field !== undefined && { field }) } };
  }
}
