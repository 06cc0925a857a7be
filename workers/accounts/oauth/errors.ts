/** Errors as OAuth clients read them (RFC 6749, section 5.2), whatever went wrong. */
import type { Context } from "hono";
import type { OAuthErrorBody, OAuthErrorCode } from "../../../contracts/oauth.ts";
import { answerError } from "../../../frame/app.ts";

export class OAuthError extends Error {
  readonly code: OAuthErrorCode;

  /** @param description for the developer who reads it: ASCII, without quotes and backslashes (RFC 6749, section 5.2) */
  constructor(code: OAuthErrorCode, description: string) {
    super(description);
    this.name = "OAuthError";
    this.code = code;
  }
}

export function answerOAuthError(context: Context, thrown: unknown): Response {
  context.header("pragma", "no-cache");
  if (thrown instanceof OAuthError) {
    const isUnauthenticated = thrown.code === "invalid_client";
    if (isUnauthenticated) context.header("www-authenticate", `Basic realm="clients", charset="UTF-8"`);
    return context.json(bodyOf(thrown.code, thrown.message), isUnauthenticated ? 401 : 400);
  }
  const answered = answerError(context, thrown);
  const body = describeStatus(answered.status);
  const headers = new Headers(answered.headers);
  headers.delete("content-length");
  return Response.json(body, { status: answered.status, headers });
}

function describeStatus(status: number): OAuthErrorBody {
  if (status === 429) return bodyOf("temporarily_unavailable", "Too many requests; try again later.");
  if (status === 503) return bodyOf("temporarily_unavailable", "Too busy; try again.");
  return status >= 500 ? bodyOf("server_error", "Something broke on our side.") : bodyOf("invalid_request", "The request is malformed.");
}

function bodyOf(error: OAuthErrorCode, description: string): OAuthErrorBody {
  return { error, error_description: description };
}
