/** What both sides of the Connect protocol (contracts/connect.ts) go by. Without a schema: browsers load it. */

export const connectVersion = 1;

/** Sent as they are, outside of the messages, and answered without waking anybody. */
export const connectPing = "ping";
export const connectPong = "pong";

export const connectSocketLimits = {
  /** Bytes of a device's message. */
  messageBytes: 65_536,
  /** Messages a second of one socket, and how many of them may come at once. */
  messagesPerSecond: 20,
  burst: 60,
  /** Messages refused for their number before the socket is closed. */
  refusals: 100,
  /** Sockets of a session: of one app, and of all apps together. The rest is for the player's own pages. */
  sockets: 60,
  socketsOfApp: 20,
  socketsOfApps: 40,
  /** Sockets of a person in a jam. */
  socketsOfPerson: 10,
  /** A socket that was not heard of for so long is closed, milliseconds. Devices send a ping three times in it. */
  silenceMs: 90_000,
  /** After so many characters of what it was sent a device says what it has seen, or sooner: so the session knows who can't follow. */
  seenEvery: 32_768,
  /** A device that so many characters are on their way to, unseen, gets the newest state alone once it has caught up. */
  unseen: 262_144,
  /** A device with more than so many on their way, or of which nothing is heard for so long while it is behind, is let go. */
  stalledCharacters: 1_048_576,
  stalledMs: 10_000,
  /** A ticket lets in once, within so long. */
  ticketMs: 30_000,
  /** Before a token expires so long the device is asked for another ticket. */
  renewalLeadMs: 60_000,
} as const;

export const connectPath = "/connect";
export const connectTicketsPath = "/connect/tickets";
export const jamsPath = "/connect/jams";

export const connectCloseReasons = [
  "invalid",
  "unauthorized",
  "forbidden",
  "replaced",
  "slow",
  "silent",
  "flooded",
  "crowded",
  "ended",
] as const;
export type ConnectCloseReason = (typeof connectCloseReasons)[number];

/** Why the server ends a connection: the codes of WebSocket close frames. */
export const connectCloseCodes = {
  /** Not a message of this protocol, or of a version that is not spoken here. */
  invalid: 4400,
  /** The token expired and was not renewed, or its session was ended. */
  unauthorized: 4401,
  /** The plan or the token's scopes do not cover this any more; or the device's id is another app's. */
  forbidden: 4403,
  /** The same device has come in by another connection. */
  replaced: 4409,
  /** Too slow to follow. */
  slow: 4408,
  /** Silent for too long. */
  silent: 4410,
  flooded: 4429,
  /** Too many devices are connected. */
  crowded: 4430,
  /** The jam is over, or its listener is in it no more. */
  ended: 4404,
} as const satisfies Record<ConnectCloseReason, number>;
