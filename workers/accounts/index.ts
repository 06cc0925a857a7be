/** workers/accounts: who is listening. The only room that can sign tokens. */
import { guestRequestSchema } from "../../contracts/guest.ts";
import { createApp } from "../../frame/app.ts";
import { parseBody } from "../../frame/parse.ts";
import { issueGuestToken } from "./guest-token.ts";
import { findMarket } from "./market.ts";

const app = createApp<Env>({ worker: "accounts" });

app.post("/v1/guest", async (context) => {
  const request = await parseBody(context, guestRequestSchema, { limitBytes: 1000, emptyAs: {} });
  const market = findMarket({
    source: context.env.MARKET_SOURCE,
    fallback: context.env.DEFAULT_MARKET,
    country: context.req.raw.cf?.country,
    wish: request.market,
  });
  const token = await issueGuestToken({ signingKey: context.env.TOKEN_SIGNING_KEY, issuer: context.env.ORIGIN, market, now: new Date() });
  context.header("cache-control", "no-store");
  context.header("pragma", "no-cache");
  return context.json(token);
});

export default app;
