import type { Context } from "hono";
import { marketSchema } from "../../domain/catalogue.ts";
import type { AccountsEnv } from "./env.ts";

/** ISO 3166 leaves ZZ to users: no release is ever for sale there. */
export const unknownMarket = "ZZ";

/**
 * The country that a request comes from, as the PoP sees it; undefined where it does not know, or is not believed.
 * @param source `edge` or `visitor`, as below
 */
export function countryOf(request: Request, source: string): string | undefined {
  if (source !== "edge") return undefined;
  const found = marketSchema.safeParse(request.cf?.["country"]);
  return found.success && found.data !== "XX" ? found.data : undefined;
}

/**
 * The market a visitor without an account is in.
 * @param input.source `edge`: where the PoP sees the request come from; `visitor`: what the visitor says
 * @param input.country ISO 3166-1 alpha-2, or the platform's XX (unknown) and T1 (Tor)
 */
export function findMarket(input: { source: string; fallback: string; country: unknown; wish: string | undefined }): string {
  const found = marketSchema.safeParse(input.source === "visitor" ? input.wish : input.country);
  if (found.success && found.data !== "XX") return found.data;
  // Where nobody knows, only what may be heard everywhere plays.
  return input.source === "edge" ? unknownMarket : input.fallback;
}

/** Where a listener is seen: what `entitle` wants to know. */
export function countryOfRequest(context: Context<AccountsEnv>): string | undefined {
  return countryOf(context.req.raw, context.env.MARKET_SOURCE);
}

export function marketOfVisitor(context: Context<AccountsEnv>, wish: string | undefined): string {
  return findMarket({
    source: context.env.MARKET_SOURCE,
    fallback: context.env.DEFAULT_MARKET,
    country: context.req.raw.cf?.["country"],
    wish,
  });
}
