/** What objects answer by RPC where they may refuse. */
import { ClientError, type ErrorCode } from "./errors.ts";

/** Errors of an object lose their class on the way: they are said as values. */
export type Answer<Value> = { ok: true; value: Value } | { ok: false; error: { code: ErrorCode; message: string; field?: string } };

/** @throws ClientError as the object meant it */
export function valueOf<Value>(answer: Answer<Value>): Value {
  if (answer.ok) return answer.value;
  const { code, message, field } = answer.error;
  throw new ClientError(code, { message, ...(field !== undefined && { field }) });
}
