/** `POST /connect/tickets`: a token's listener gets a ticket, which may stand in an address and lets one device in once. */
import { Hono } from "hono";
import { connectSocketLimits, connectTicketsPath, writeTicket, type ConnectTicket } from "../../contracts/connect.ts";
import { hashOf } from "../../frame/secret.ts";
import { toBase64Url } from "../../frame/base64url.ts";
import type { ConnectEnv } from "./env.ts";
import { connectSession, connectViewerOf } from "./session.ts";

const secretBytes = 32;

export const tickets = new Hono<ConnectEnv>();

tickets.post(connectTicketsPath, async (context) => {
  const viewer = connectViewerOf(context.get("claims"));
  const { account } = viewer.asker;
  const secret = toBase64Url(crypto.getRandomValues(new Uint8Array(secretBytes)));
  await connectSession(account).issueTicket(await hashOf(secret), viewer, Date.now() + connectSocketLimits.ticketMs);
  const ticket: ConnectTicket = { ticket: writeTicket({ account, secret }), expires_in: connectSocketLimits.ticketMs / 1000 };
  return context.json(ticket, 201, { "cache-control": "no-store" });
});
