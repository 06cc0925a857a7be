/** What a browser keeps for this service for some minutes, sealed: no script reads it, and nobody else can have written it. */
import type { Context } from "hono";
import { z } from "zod";
import { fromBase64Url, toBase64Url } from "../../frame/base64url.ts";
import { clearCookie, readCookie, writeCookie, type CookieName } from "../../frame/cookies.ts";
import type { AccountsEnv } from "./env.ts";

export type SealedCookie<Value> = {
  write: (context: Context<AccountsEnv>, value: Value) => Promise<void>;
  /** @returns `writtenAt`: milliseconds since 1970; undefined when there is none, or it is too old */
  read: (context: Context<AccountsEnv>) => Promise<{ value: Value; writtenAt: number } | undefined>;
  clear: (context: Context<AccountsEnv>) => void;
};

const envelopeSchema = z.object({ value: z.unknown(), written_at: z.number().catch(0) });

/** @param options.purpose of the seal @param options.lifetime milliseconds */
export function sealedCookie<Schema extends z.ZodType>(
  name: CookieName,
  schema: Schema,
  { purpose, lifetime }: { purpose: string; lifetime: number },
): SealedCookie<z.infer<Schema>> {
  return {
    async write(context, value) {
      const { seal, now } = context.get("services");
      const bytes = new TextEncoder().encode(JSON.stringify({ value, written_at: now }));
      writeCookie(context, name, await seal.seal(purpose, toBase64Url(bytes)), lifetime / 1000);
    },
    async read(context) {
      const { seal, now } = context.get("services");
      const cookie = readCookie(context, name);
      const bytes = fromBase64Url((cookie && (await seal.open(purpose, cookie))) ?? "");
      if (!bytes?.length) return undefined;
      const { value, written_at: writtenAt } = envelopeSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
      const known = schema.safeParse(value);
      return known.success && now < writtenAt + lifetime ? { value: known.data, writtenAt } : undefined;
    },
    clear: (context) => clearCookie(context, name),
  };
}
