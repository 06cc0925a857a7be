/** `GET /connect`: hands a device's socket to its listener's session (contracts/connect.ts), or to a jam that the listener is in. */
import { Hono, type Context } from "hono";
import { connectPath, connectQuerySchema, readTicket, connectSocketLimits } from "../../contracts/connect.ts";
import { sessionUpgrade, type ConnectViewer } from "../../contracts/connect-session.ts";
import { ClientError, isErrorCode, type ErrorCode } from "../../contracts/errors.ts";
import { jamParamsSchema, jamsPath } from "../../contracts/jam.ts";
import { readClaims } from "../../frame/authenticate.ts";
import { parseValue } from "../../frame/parse.ts";
import { requireClaims } from "../../frame/policy.ts";
import { callerOf, countRequest } from "../../frame/request-limits.ts";
import { revocationsOf } from "../../frame/revocations.ts";
import { hashOf } from "../../frame/secret.ts";
import type { ConnectEnv } from "./env.ts";
import { connectSession, connectViewerOf, jamObject, type ConnectSessionStub } from "./session.ts";

export const door = new Hono<ConnectEnv>();

door.get(connectPath, async (context) => {
  const viewer = await identify(context);
  return handOver(viewer, connectSession(viewer.asker.account));
});

door.get(`${jamsPath}/:id`, async (context) => {
  const { id } = parseValue(context.req.param(), jamParamsSchema);
  return handOver(await identify(context), jamObject(id));
});

/** @throws ClientError with the object's own refusal */
async function handOver(viewer: ConnectViewer, object: Pick<ConnectSessionStub, "fetch">): Promise<Response> {
  const { url, headers } = sessionUpgrade(viewer);
  const answer = await object.fetch(url, { headers });
  if (answer.webSocket) return new Response(null, { status: 101, webSocket: answer.webSocket });
  const code = await answer.text();
  throw refusalOf(isErrorCode(code) ? code : "overloaded");
}

/** Of a session with too many connections: those that are half open are let go within so long. */
function refusalOf(code: ErrorCode): ClientError {
  const headers = { "retry-after": String(connectSocketLimits.silenceMs / 1000) };
  return new ClientError(code, code === "rate_limited" ? { headers } : {});
}

async function identify(context: Context<ConnectEnv>): Promise<ConnectViewer> {
  if (context.req.header("upgrade")?.toLowerCase() !== "websocket") throw new ClientError("upgrade_required");
  const { ticket } = parseValue(context.req.query(), connectQuerySchema);
  return ticket === undefined ? byToken(context) : byTicket(ticket);
}

async function byToken(context: Context<ConnectEnv>): Promise<ConnectViewer> {
  const claims = await readClaims(context);
  const now = Date.now();
  await countRequest(context.env, callerOf(claims, context.req.raw), now);
  if (await revocationsOf(context.env.REVOCATIONS, caches.default).isRevoked(claims.sid, now)) throw new ClientError("token_revoked");
  requireClaims({ kind: "token", guests: false, scopes: ["user-read-playback-state"] }, claims);
  return connectViewerOf(claims);
}

/** The token behind it was looked at when it was issued, a moment ago. */
async function byTicket(ticket: string): Promise<ConnectViewer> {
  const { account, secret } = readTicket(ticket);
  const viewer = await connectSession(account).redeemTicket(await hashOf(secret));
  if (!viewer) throw new ClientError("unauthorized", { message: "That ticket is not good (any more)." });
  return viewer;
}
