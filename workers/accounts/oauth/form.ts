import type { Context } from "hono";
import { readOnce } from "../../../domain/oauth/authorization-request.ts";
import { readText } from "../../../frame/parse.ts";
import { OAuthError } from "./errors.ts";

const limitBytes = 16 * 1024;

/** The parameters of a request (RFC 6749, section 3.2): from the body only, each once. An empty one counts as absent. */
export type Form = { get(name: string): string | undefined };

/** @throws OAuthError `invalid_request`; ClientError `payload_too_large` */
export async function readForm(context: Context): Promise<Form> {
  const parameters = await readParameters(context);
  for (const name of new Set(parameters.keys())) {
    if (readOnce(parameters, name).isRepeated) throw new OAuthError("invalid_request", `${printable(name)} is there more than once.`);
  }
  return { get: (name) => readOnce(parameters, name).value };
}

/** @throws OAuthError `invalid_request`; ClientError `payload_too_large` */
export async function readParameters(context: Context): Promise<URLSearchParams> {
  const type = context.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") {
    throw new OAuthError("invalid_request", "The body has to be application/x-www-form-urlencoded.");
  }
  return new URLSearchParams(await readText(context.req.raw.body, limitBytes));
}

function printable(name: string): string {
  return name.replaceAll(/[^\w-]/g, "?").slice(0, 40);
}
