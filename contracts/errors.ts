/** The closed set of errors a client can meet: one code, one status, one message each. */
import { z } from "zod";
import type { ConnectRefusal } from "../domain/connect/schema.ts";

/** Of commands to a Connect session, in the words of its protocol and of the Web API's player. */
const connectTable = {
  NO_ACTIVE_DEVICE: [404, "No device has the playback."],
  DEVICE_OFFLINE: [404, "That device is not connected."],
  PREMIUM_REQUIRED: [403, "That takes another plan."],
  RESTRICTED: [403, "That can't be done now."],
  UNSUPPORTED: [403, "That device can't do that."],
  CONFLICT: [409, "That was asked of a state that is no more."],
  STALE_EPOCH: [409, "Another device has the playback by now."],
  RATE_LIMITED: [429, "Too many commands; try again later."],
} as const satisfies Record<ConnectRefusal, readonly [number, string]>;

const table = {
  invalid_request: [400, "The request is malformed."],
  invalid_id: [400, "That is not an id."],
  invalid_json: [400, "The body is not JSON."],
  unauthorized: [401, "A valid access token is required."],
  token_expired: [401, "The access token expired."],
  login_required: [401, "Log in first."],
  invalid_credentials: [401, "The e-mail address or the password is wrong."],
  token_revoked: [401, "The session was ended."],
  grant_missing: [401, "A playback grant is required."],
  grant_expired: [401, "The playback grant expired."],
  grant_invalid: [403, "The playback grant is not valid for this."],
  cross_site: [403, "That may only be asked for by this site's own pages."],
  insufficient_scope: [403, "The access token does not cover this."],
  fresh_login_required: [403, "Log in once more to do that."],
  forbidden: [403, "You may not do that."],
  not_found: [404, "There is no such thing."],
  method_not_allowed: [405, "That method is not allowed here."],
  conflict: [409, "That contradicts what is stored."],
  immutable: [409, "That is stored already, with other bytes."],
  gone: [410, "That has expired, or was used already."],
  precondition_failed: [412, "A precondition failed."],
  payload_too_large: [413, "The body is too large."],
  range_not_satisfiable: [416, "The range lies outside of the file."],
  unprocessable: [422, "The request is well formed but cannot be carried out."],
  checksum_mismatch: [422, "The bytes received are not those that were announced."],
  object_missing: [422, "An object that is referred to was not uploaded."],
  upgrade_required: [426, "This is a WebSocket: ask for the upgrade."],
  rate_limited: [429, "Too many requests; try again later."],
  not_implemented: [501, "That form is not offered."],
  internal: [500, "Something broke on our side."],
  overloaded: [503, "Too busy; try again."],
  ...connectTable,
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof table;

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(table, text);
}

export function statusOf(code: ErrorCode): (typeof table)[ErrorCode][0] {
  return table[code][0];
}

export function messageOf(code: ErrorCode): string {
  return table[code][1];
}

/** The Web API's error object, with our code as its `reason`. */
export const errorBodySchema = z.object({
  error: z.object({
    status: z.int(),
    message: z.string(),
    reason: z.string(),
    field: z.string().optional(),
    request_id: z.string().optional(),
  }),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;

/** An error that a client may see. Whatever else is thrown becomes `internal` and is only logged. */
export class ClientError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly headers: Record<string, string>;

  /** @param message for the client; absent: the code's own */
  constructor(code: ErrorCode, options: { message?: string; field?: string; headers?: Record<string, string> } = {}) {
    super(options.message ?? messageOf(code));
    this.name = "ClientError";
    this.code = code;
    this.field = options.field;
    this.headers = options.headers ?? {};
  }
}
