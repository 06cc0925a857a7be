import { Hono } from "hono";
import { guestRequestSchema } from "../../contracts/guest.ts";
import { parseBody } from "../../frame/parse.ts";
import { bearerResponse, guestSubject } from "./access-token.ts";
import type { AccountsEnv } from "./env.ts";
import { renewAccess } from "./renew-access.ts";
import { marketOfVisitor } from "./market.ts";
import { findSession } from "./sessions.ts";

export const guests = new Hono<AccountsEnv>();

guests.post("/v1/guest", async (context) => {
  const request = await parseBody(context, guestRequestSchema, { limitBytes: 1000, emptyAs: {} });
  context.header("pragma", "no-cache");
  return context.json(await bearerResponse(context.get("services"), guestSubject(marketOfVisitor(context, request.market))));
});

guests.post("/accounts/v1/session", async (context) => {
  const { market } = await parseBody(context, guestRequestSchema, { limitBytes: 1000, emptyAs: {} });
  return context.json(await renewAccess(context, await findSession(context), market));
});
