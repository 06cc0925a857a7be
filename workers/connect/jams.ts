/** Listening together: who makes a jam of what they hear, who comes in, and who leaves (contracts/jam.ts). */
import { env } from "cloudflare:workers";
import { Hono, type Context } from "hono";
import { z } from "zod";
import {
  jamControlSchema,
  jamLinkSchema,
  jamParamsSchema,
  jamPersonParamsSchema,
  jamsPath,
  type JamMade,
  type JamOffer,
} from "../../contracts/jam.ts";
import { valueOf } from "../../contracts/object-answer.ts";
import { profileSchema } from "../../contracts/profile.ts";
import { parseBody, parseValue } from "../../frame/parse.ts";
import { operationIdOf } from "../../frame/web-api/idempotency.ts";
import type { ConnectEnv } from "./env.ts";
import { connectSession, jamObject } from "./session.ts";

const unseen = { "cache-control": "no-store" };
const bodyLimitBytes = 4096;

export const jams = new Hono<ConnectEnv>();

/** Made before the session lets go of its playback: a request that broke off in between is made good by being sent again. */
jams.post(jamsPath, async (context) => {
  const { sub: account } = context.get("claims");
  const id = await operationIdOf(context, account, "jam");
  const session = connectSession(account);
  const [lent, name] = await Promise.all([session.lend(), nameOf(account)]);
  const { secret, epoch } = valueOf(await jamObject(id).make(id, { account, name }, lent));
  // Of what plays there by now nothing is the jam's.
  if (epoch !== null) await session.release(epoch);
  const made: JamMade = { id, secret };
  return context.json(made, 201, unseen);
});

jams.post(`${jamsPath}/:id/offer`, async (context) => {
  const { secret } = await readLink(context);
  const offer: JamOffer = valueOf(await jamOf(context).offer(secret));
  return context.json(offer, 200, unseen);
});

jams.post(`${jamsPath}/:id/members`, async (context) => {
  const { sub: account } = context.get("claims");
  const { secret } = await readLink(context);
  valueOf(await jamOf(context).join(secret, account, await nameOf(account)));
  return done(context);
});

jams.delete(`${jamsPath}/:id/members/:account`, async (context) => {
  const { id, account } = parseValue(context.req.param(), jamPersonParamsSchema);
  valueOf(await jamObject(id).part(context.get("claims").sub, account));
  return done(context);
});

jams.delete(`${jamsPath}/:id`, async (context) => {
  valueOf(await jamOf(context).end(context.get("claims").sub));
  return done(context);
});

jams.put(`${jamsPath}/:id/controls`, async (context) => {
  const { controls } = await parseBody(context, jamControlSchema, { limitBytes: bodyLimitBytes });
  valueOf(await jamOf(context).setControls(context.get("claims").sub, controls));
  return done(context);
});

jams.post(`${jamsPath}/:id/link`, async (context) => {
  const { id } = parseValue(context.req.param(), jamParamsSchema);
  const made: JamMade = { id, secret: valueOf(await jamObject(id).renewLink(context.get("claims").sub)) };
  return context.json(made, 201, unseen);
});

jams.delete(`${jamsPath}/:id/link`, async (context) => {
  valueOf(await jamOf(context).closeLink(context.get("claims").sub));
  return done(context);
});

function jamOf(context: Context<ConnectEnv>): ReturnType<typeof jamObject> {
  return jamObject(parseValue(context.req.param(), jamParamsSchema).id);
}

function readLink(context: Context<ConnectEnv>): Promise<z.infer<typeof jamLinkSchema>> {
  return parseBody(context, jamLinkSchema, { limitBytes: bodyLimitBytes });
}

function done(context: Context<ConnectEnv>): Response {
  return context.body(null, 204, unseen);
}

/** The entrypoint of workers/accounts: a Worker knows another one's RPC by contract, not by its source. */
type ProfilesEntrypoint = { of(ids: string[]): Promise<unknown> };

async function nameOf(account: string): Promise<string> {
  const profiles = await (env.ACCOUNTS_PROFILES as Fetcher & ProfilesEntrypoint).of([account]);
  return z.array(profileSchema).parse(profiles)[0]?.display_name ?? "";
}
