/** Messages of the protocol as text: read strictly, written with their version. */
import {
  connectMessageIdSchema,
  connectSocketLimits,
  connectVersion,
  deviceMessageSchema,
  type DeviceMessage,
  type ServerMessage,
} from "../../contracts/connect.ts";
import { messageOf, type ErrorCode } from "../../contracts/errors.ts";
import type { Unversioned } from "../../contracts/versioned.ts";
import type { Outgoing as Told, Parts } from "../../domain/connect/hub.ts";
import type { ConnectRefusal } from "../../domain/connect/schema.ts";

export type Outgoing = Unversioned<ServerMessage>;

export type Unreadable = {
  error: Extract<Outgoing, { t: "error" }>;
  /** A command that is none: whoever sent it speaks the protocol, and may go on. */
  isTolerable: boolean;
};

/** Longer messages and paths of errors would hand back to a device what it made up. */
const longestMessage = 300;

export function readMessage(data: string | ArrayBuffer): { message: DeviceMessage } | Unreadable {
  if (typeof data !== "string") return unreadable("invalid_request", { message: "Messages are text." });
  if (isTooLong(data)) return unreadable("payload_too_large");
  // What the runtime puts in place of bytes that are no UTF-8 (Encoding Standard, U+FFFD); it hands such texts on.
  if (data.includes("\uFFFD")) return unreadable("invalid_request", { message: "That is not UTF-8." });
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    return unreadable("invalid_json", { message: "That is not JSON." });
  }
  const parsed = deviceMessageSchema.safeParse(value);
  if (parsed.success) return { message: parsed.data };
  const named = fieldsOf(value);
  if (named["v"] !== connectVersion) {
    return unreadable("not_implemented", { message: `Version ${connectVersion} is spoken here.`, field: "v" });
  }
  return describe(parsed.error, named);
}

/** Characters of a text are one to three bytes each. */
function isTooLong(text: string): boolean {
  const { messageBytes } = connectSocketLimits;
  return text.length > messageBytes || (text.length * 3 > messageBytes && new TextEncoder().encode(text).byteLength > messageBytes);
}

function fieldsOf(value: unknown): Partial<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

type Fault = { issues: readonly { path: readonly PropertyKey[]; message: string }[] };

function describe({ issues }: Fault, named: Partial<Record<string, unknown>>): Unreadable {
  const [issue] = issues;
  const field = issue?.path.join(".").slice(0, longestMessage) ?? "";
  const message = `${field === "" ? "" : `${field}: `}${issue?.message ?? "Invalid."}`;
  const id = connectMessageIdSchema.safeParse(named["id"]).data;
  const isTolerable = named["t"] === "cmd" && id !== undefined && issues.every(({ path }) => path[0] === "d");
  return unreadable("invalid_request", { message, ...(field !== "" && { field }), ...(id !== undefined && { re: id }) }, isTolerable);
}

function unreadable(code: ErrorCode, more: { message?: string; field?: string; re?: string } = {}, isTolerable = false): Unreadable {
  return { error: errorOf(code, more), isTolerable };
}

/** What a device did wrong, or may not do. */
export function errorOf(
  code: ErrorCode,
  { message, field, re }: { message?: string; field?: string; re?: string } = {},
): Unreadable["error"] {
  const d = { code, message: (message ?? messageOf(code)).slice(0, longestMessage), ...(field !== undefined && { field }) };
  return { t: "error", d, ...(re !== undefined && { re }) };
}

export function textOf(message: Outgoing): string {
  return JSON.stringify({ v: connectVersion, ...message });
}

/** How many messages one of that kind stands for where they are counted. */
export function costOf({ t }: DeviceMessage): number {
  if (t === "hello") return 5;
  return t === "seen" ? 0.2 : 1;
}

/** @param parts what is so instead */
export function nackOf(re: string, { code, message }: { code: ConnectRefusal; message: string }, parts?: Partial<Parts>): Outgoing {
  return { t: "nack", re, d: { code, message, ...(parts && { parts }) } };
}

/** What only one device is told. @param hasQueue whether it was told the queue as it is */
export function directedOf(message: Exclude<Told, { to: "everyone" } | { call: unknown }>, hasQueue: boolean): Outgoing {
  if ("exec" in message) {
    const { id, queue, ...exec } = message.exec;
    return { t: "exec", id, d: { ...exec, ...(!hasQueue && { queue }) } };
  }
  return "offer" in message ? { t: "transfer.offer", d: message.offer } : { t: "transfer.commit", d: message.commit };
}
