/**
 * The Connect protocol: `GET /connect`, upgraded to a WebSocket of JSON messages `{v, t, id?, re?, d}`, one object each. `id` names a
 * message that is answered, `re` the message that an answer is for. docs/connect.md tells the whole; this file is what both sides check.
 */
import { z } from "zod";
import {
  anchorSchema,
  commandIdSchema,
  commandSchema,
  conditionsSchema,
  connectRefusalSchema,
  deviceIdSchema,
  deviceSchema,
  entryUidSchema,
  jamControlsSchema,
  playableUriSchema,
  repeatSchema,
  reportSchema,
} from "../domain/connect/schema.ts";
import { connectCloseReasons, connectVersion } from "./connect-limits.ts";

export * from "./connect-limits.ts";

/** Of a message that is answered. Of a command, also its name: sent again, it is done once. */
export const connectMessageIdSchema = commandIdSchema;
const messageId = connectMessageIdSchema;

function message<Type extends string, Data extends z.ZodType>(t: Type, d: Data) {
  return z.strictObject({ v: z.literal(connectVersion), t: z.literal(t), d });
}

const nothing = z.strictObject({});

/** A Web Push subscription (RFC 8030, RFC 8291): keys in base64url. */
export const wakeAddressSchema = z.strictObject({
  endpoint: z.url({ protocol: /^https$/ }).max(1000),
  p256dh: z.string().regex(/^[\w-]{87}$/),
  auth: z.string().regex(/^[\w-]{22}$/),
});
export type WakeAddress = z.infer<typeof wakeAddressSchema>;

/** What a device is told that is called, encrypted for it (RFC 8291). `from`: the name of the device that asked for it; null: it was none. */
export const wakeCallSchema = z.strictObject({
  v: z.literal(connectVersion),
  t: z.literal("wake"),
  from: z.string().nullable(),
  /** What would play. */
  uri: playableUriSchema.nullable(),
});
export type WakeCall = z.infer<typeof wakeCallSchema>;

/** `<account>.<secret>`: in place of a token in the address of the upgrade, and to renew a connection. */
const ticketSchema = z.string().regex(/^[0-9A-Za-z]{22}\.[\w-]{43}$/);

export function writeTicket({ account, secret }: { account: string; secret: string }): string {
  return `${account}.${secret}`;
}

/** @param ticket of the form above */
export function readTicket(ticket: string): { account: string; secret: string } {
  const [account = "", secret = ""] = ticket.split(".");
  return { account, secret };
}

/** The answer of `POST /connect/tickets`, which takes a token. */
export const connectTicketSchema = z.strictObject({ ticket: ticketSchema, expires_in: z.int().positive() });
export type ConnectTicket = z.infer<typeof connectTicketSchema>;

/** `GET /connect?ticket=…` */
export const connectQuerySchema = z.strictObject({ ticket: ticketSchema.optional() });

export const deviceMessageSchema = z.discriminatedUnion("t", [
  /** First of all. `since`: the revision that the device holds. `wake`: how it can be called while it is not connected. */
  message("hello", z.strictObject({ device: deviceSchema, since: z.int().min(0).optional(), wake: wakeAddressSchema.optional() })).extend({
    id: messageId,
  }),
  /** Everything up to that revision has arrived. */
  message("seen", z.strictObject({ revision: z.int().min(0) })),
  /** A sample for the clock protocol: `sent` by the device's own clock. */
  message("time", z.strictObject({ sent: z.number() })),
  message(
    "cmd",
    z.strictObject({ command: commandSchema, conditions: conditionsSchema.optional(), target: deviceIdSchema.optional() }),
  ).extend({ id: messageId }),
  message("exec.ok", nothing).extend({ re: messageId }),
  message("exec.fail", z.strictObject({ code: connectRefusalSchema, message: z.string().max(300).optional() })).extend({ re: messageId }),
  message("report", reportSchema),
  message("transfer.ready", z.strictObject({ transfer: z.string().max(64) })),
  /** A ticket that was got with a newer token: the connection is good for as long as that one. */
  message("auth.refresh", z.strictObject({ ticket: ticketSchema })).extend({ id: messageId }),
  message("bye", nothing),
]);
export type DeviceMessage = z.infer<typeof deviceMessageSchema>;

const entrySchema = z.strictObject({ uid: entryUidSchema, uri: playableUriSchema });
const sourcedEntrySchema = entrySchema.extend({
  source: z.enum(["context", "queue", "autoplay"]),
  /** In a jam: the account that queued it. */
  added_by: z.string().optional(),
});

const stateSchema = z.strictObject({
  epoch: z.int(),
  active: deviceIdSchema.nullable(),
  playing: z.boolean(),
  anchor: anchorSchema,
  /** The command that moved playback last: reports say it. */
  asked: messageId.nullable(),
  speed: z.number(),
  transfer: z.strictObject({ id: z.string(), to: deviceIdSchema }).nullable(),
});
const queueSchema = z.strictObject({
  revision: z.int(),
  context: z.string().nullable(),
  shuffle: z.boolean(),
  repeat: repeatSchema,
  current: sourcedEntrySchema.nullable(),
  previous: z.array(entrySchema),
  next: z.array(sourcedEntrySchema),
});
const deviceViewSchema = deviceSchema.omit({ formats: true }).extend({
  online: z.boolean(),
  volume: z.int().min(0).max(100),
  active: z.boolean(),
  /** Whether it can be called while it is not online: playback can be moved there all the same. */
  wakeable: z.boolean(),
  /** In a jam: whose it is. It is called by that person's name there. */
  account: z.string().optional(),
});

/** Who listens together (contracts/jam.ts). All devices of a jam that play follow the anchor; the active one leads. */
const jamSchema = z.strictObject({
  id: z.string(),
  /** The host's account. */
  host: z.string(),
  controls: jamControlsSchema,
  /** In the order in which they came; `since` in milliseconds since 1970. */
  people: z.array(z.strictObject({ account: z.string(), name: z.string(), since: z.int() })),
  /** Whether a link lets people in. */
  open: z.boolean(),
  ended: z.boolean(),
});
export type ConnectJam = z.infer<typeof jamSchema>;

/** What of a session changed: each part whole. */
const partsSchema = z.strictObject({
  state: stateSchema.optional(),
  queue: queueSchema.optional(),
  devices: z.array(deviceViewSchema).optional(),
  jam: jamSchema.optional(),
});
export type ConnectParts = z.infer<typeof partsSchema>;

export const serverMessageSchema = z.discriminatedUnion("t", [
  /** The answer to `hello`: what changed since the device's revision, or everything. */
  message(
    "welcome",
    partsSchema.extend({
      session: z.string(),
      /** In a jam: the name that this device goes by in it, in place of its own id. */
      device: deviceIdSchema.optional(),
      revision: z.int(),
      server_time: z.int(),
      /** When the token has to be renewed at the latest. */
      expires_at: z.int(),
      /** The service's public key (RFC 8292) for devices that want to be called, in base64url; absent: nobody is called. */
      push_key: z.string().optional(),
      limits: z.strictObject({ message_bytes: z.int(), messages_per_second: z.int(), silence_ms: z.int(), seen_every: z.int() }),
    }),
  ).extend({ re: messageId }),
  message("time", z.strictObject({ sent: z.number(), server_time: z.int() })),
  /**
   * The command is done, as part of that revision; one that is sent again has the revision that it had. Of `auth.refresh`,
   * which changes nothing, the revision as it is.
   */
  message("ack", z.strictObject({ revision: z.int() })).extend({ re: messageId }),
  message("nack", z.strictObject({ code: connectRefusalSchema, message: z.string(), parts: partsSchema.optional() })).extend({
    re: messageId,
  }),
  /** To the active device: what is asked of it, and what is to be true afterwards. `queue` is absent where the device was told it before. */
  message("exec", z.strictObject({ command: commandSchema, state: stateSchema, queue: queueSchema.optional() })).extend({ id: messageId }),
  /** What changed, in one piece: who has heard of a revision holds all of it, wherever the connection breaks. */
  message("state", partsSchema.extend({ revision: z.int() })),
  /** To the device that playback is to move to: have this at hand, and say `transfer.ready`. */
  message("transfer.offer", z.strictObject({ transfer: z.string(), state: stateSchema, queue: queueSchema })),
  /** To both devices: from `at` on, by the server's clock, the one is silent and the other sounds at `position_ms`. */
  message(
    "transfer.commit",
    z.strictObject({ transfer: z.string(), epoch: z.int(), to: deviceIdSchema, at: z.int(), position_ms: z.number() }),
  ),
  /** The token expires soon. */
  message("auth.refresh", z.strictObject({ expires_at: z.int() })),
  /** What the device said was not understood, or is not for it to say. `re` where it had an id. */
  message("error", z.strictObject({ code: z.string(), message: z.string(), field: z.string().optional() })).extend({
    re: messageId.optional(),
  }),
  /** The last message before the server closes. */
  message("bye", z.strictObject({ code: z.enum(connectCloseReasons) })),
]);
export type ServerMessage = z.infer<typeof serverMessageSchema>;
