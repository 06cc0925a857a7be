/** Reads what a client sent by its contract, and names the field that is wrong. */
import type { Context } from "hono";
import type { z } from "zod";
import { ClientError } from "../contracts/errors.ts";

const defaultLimitBytes = 4 * 1024 * 1024;

/** @throws ClientError `payload_too_large`, `invalid_json`, or `invalid_request` with the field */
export async function parseBody<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
  options: { limitBytes?: number; emptyAs?: unknown } = {},
): Promise<z.infer<Schema>> {
  const limit = options.limitBytes ?? defaultLimitBytes;
  if (Number(context.req.header("content-length") ?? 0) > limit) throw new ClientError("payload_too_large");
  const text = await readText(context.req.raw.body, limit);
  if (text.trim() === "" && options.emptyAs !== undefined) return parseValue(options.emptyAs, schema);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ClientError("invalid_json");
  }
  return parseValue(value, schema);
}

/** @throws ClientError `payload_too_large` */
export async function readText(body: ReadableStream<Uint8Array> | null, limit: number): Promise<string> {
  return new TextDecoder().decode(await readBytes(body, limit));
}

/**
 * Counts while it reads: a length that is not announced fills no memory.
 * @throws ClientError `payload_too_large`
 */
export async function readBytes(body: ReadableStream<Uint8Array> | null, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > limit) throw new ClientError("payload_too_large");
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/** @throws ClientError `invalid_request` with the field's path */
export function parseValue<Schema extends z.ZodType>(value: unknown, schema: Schema): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") ?? "";
  throw new ClientError("invalid_request", {
    message: field ? `${field}: ${issue?.message}` : (issue?.message ?? "Invalid."),
    ...(field && { field }),
  });
}
