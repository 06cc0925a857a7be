/** Doors that a key of the operator's opens: `Authorization: Bearer <key>` (RFC 6750 §2.1). */
import type { Context } from "hono";
import { ClientError } from "../contracts/errors.ts";
import { equalsSecret } from "./secret.ts";

/** @throws ClientError `unauthorized`, with what is wanted */
export async function requireKey(context: Context, key: string): Promise<void> {
  const [, offered = ""] = /^Bearer +(\S+)$/i.exec(context.req.header("authorization") ?? "") ?? [];
  if (!(await equalsSecret(offered, key))) throw new ClientError("unauthorized", { headers: { "www-authenticate": "Bearer" } });
}
