/** Why a request brought nothing: what pages tell a person and decide by. */
import type { ErrorBody, ErrorCode } from "../../../contracts/errors.ts";

export type RequestFailure = "offline" | "not_found" | "refused" | "busy" | "broken";

export class RequestError extends Error {
  readonly failure: RequestFailure;
  /** For whoever reports the problem. */
  readonly requestId: string | undefined;
  /** The service's own code, where it answered. */
  readonly code: ErrorCode | undefined;

  constructor(failure: RequestFailure, requestId?: string, code?: ErrorCode) {
    super(failure);
    this.name = "RequestError";
    this.failure = failure;
    this.requestId = requestId;
    this.code = code;
  }
}

function failureOfStatus(status: number): RequestFailure {
  if (status === 404 || status === 400) return "not_found";
  if ([401, 403, 409, 412, 422].includes(status)) return "refused";
  return status === 429 || status === 503 ? "busy" : "broken";
}

export async function errorOfResponse(response: Response): Promise<RequestError> {
  const body = (await response.json().catch(() => undefined)) as Partial<ErrorBody> | undefined;
  const requestId = body?.error?.request_id ?? response.headers.get("x-request-id") ?? undefined;
  return new RequestError(failureOfStatus(response.status), requestId, body?.error?.reason as ErrorCode | undefined);
}

export function asRequestError(thrown: unknown): RequestError {
  return thrown instanceof RequestError ? thrown : new RequestError("offline");
}
