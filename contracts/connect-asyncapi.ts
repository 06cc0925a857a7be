/** The Connect protocol as an AsyncAPI 3.0 document, made of its messages: schemas are JSON Schema (draft 7), as zod writes them. */
import { z } from "zod";
import {
  connectCloseCodes,
  connectPath,
  connectPing,
  connectPong,
  connectQuerySchema,
  connectSocketLimits,
  deviceMessageSchema,
  serverMessageSchema,
  type DeviceMessage,
  type ServerMessage,
} from "./connect.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** What the session does with what a device says; `answers`: what comes back. */
type Said = { summary: string; answers?: readonly ServerMessage["t"][] };
const saidByDevices: Record<DeviceMessage["t"], Said> = {
  hello: { summary: "First of all: which device this is, and what it holds of the session.", answers: ["welcome"] },
  seen: { summary: "Everything up to that revision has arrived." },
  time: { summary: "What is the time? A sample for the clock protocol.", answers: ["time"] },
  cmd: { summary: "Do this: sent again with the same id, it is done once.", answers: ["ack", "nack"] },
  "exec.ok": { summary: "What was asked is being done." },
  "exec.fail": { summary: "What was asked, or a transfer that was offered, can't be done here." },
  report: { summary: "How playback goes on the device that has it." },
  "transfer.ready": { summary: "The music that playback is to move with is at hand.", answers: ["transfer.commit"] },
  "auth.refresh": { summary: "A ticket that was got with a newer token.", answers: ["ack", "nack"] },
  bye: { summary: "The device leaves." },
};

/** What the session says by itself; `answers`: what devices say to it. */
type Told = { summary: string; isAnswer?: boolean; answers?: readonly DeviceMessage["t"][] };
const toldToDevices: Record<ServerMessage["t"], Told> = {
  welcome: { summary: "What changed since the device's revision, or everything.", isAnswer: true },
  time: { summary: "The server's time, with what the device said.", isAnswer: true },
  ack: { summary: "The command is done, as part of that revision.", isAnswer: true },
  nack: { summary: "The command is refused.", isAnswer: true },
  exec: { summary: "To the device that has the playback: do this.", answers: ["exec.ok", "exec.fail"] },
  state: { summary: "What changed, each part whole." },
  "transfer.offer": { summary: "Playback is to move to this device: make ready.", answers: ["transfer.ready", "exec.fail"] },
  "transfer.commit": { summary: "From that moment on the one device is silent and the other sounds." },
  "auth.refresh": { summary: "The token expires soon: send a ticket of a newer one.", answers: ["auth.refresh"] },
  error: { summary: "What the device said was not understood, or is not for it to say." },
  bye: { summary: "The last message before the server closes." },
};

/** What is the same wherever the session tells of it. */
const namedParts: Record<string, string> = {
  anchor: "Anchor",
  command: "Command",
  devices: "Devices",
  jam: "Jam",
  queue: "Queue",
  state: "SessionState",
};

/** @param origin where the service is reached, without a slash at its end */
export function describeConnect(origin: string): JsonObject {
  const { protocol, host } = new URL(origin);
  const schemas: JsonObject = {};
  for (const option of deviceMessageSchema.options) schemas[nameOf("Device", option.shape.t.value)] = schemaOf(option, "input");
  for (const option of serverMessageSchema.options)
    schemas[nameOf("Server", option.shape.t.value)] = nameParts(leaveRoom(schemaOf(option, "output")), schemas);
  return {
    asyncapi: "3.0.0",
    info: {
      title: "Nearfield Connect",
      version: "1",
      description:
        "One session on every device of a listener. Messages of devices are taken as they stand here and no other way; to those of the " +
        "server fields may be added, and kinds of messages: what a device does not know it leaves alone.",
    },
    defaultContentType: "application/json",
    servers: {
      session: {
        host,
        protocol: protocol === "https:" ? "wss" : "ws",
        security: [{ $ref: "#/components/securitySchemes/token" }, { $ref: "#/components/securitySchemes/ticket" }],
      },
    },
    channels: { session: describeChannel() },
    operations: describeOperations(),
    components: {
      schemas,
      messages: { ...messagesOf("Device", saidByDevices), ...messagesOf("Server", toldToDevices) },
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "An access token (RFC 6750) with the scope user-read-playback-state." },
        ticket: {
          type: "httpApiKey",
          in: "query",
          name: "ticket",
          description: "From POST /connect/tickets: lets in once, within half a minute.",
        },
      },
    },
  };
}

type Side = "Device" | "Server";

function nameOf(side: Side, type: string): string {
  const words = type.split(".").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${side}${words.join("")}`;
}

function describeChannel(): JsonObject {
  const { messageBytes, silenceMs } = connectSocketLimits;
  const codes = Object.entries(connectCloseCodes).map(([reason, code]) => `${code} (${reason})`);
  const names = [
    ...Object.keys(saidByDevices).map((type) => nameOf("Device", type)),
    ...Object.keys(toldToDevices).map((type) => nameOf("Server", type)),
  ];
  return {
    address: connectPath,
    description:
      `Text frames of JSON, ${messageBytes} bytes at most. Beside them the text ${connectPing}, which is answered with ${connectPong}; ` +
      `who is not heard of for ${silenceMs / 1000} seconds is let go. Closed with ${codes.join(", ")}.`,
    messages: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/messages/${name}` }])),
    bindings: { ws: { method: "GET", query: schemaOf(connectQuerySchema, "input"), bindingVersion: "0.1.0" } },
  };
}

/** As the session sees it: it receives what devices say. What only ever is an answer is no operation of its own. */
function describeOperations(): JsonObject {
  const received = Object.entries(saidByDevices).map(([type, { summary, answers }]): [string, JsonObject] => [
    `receive${nameOf("Device", type)}`,
    describeOperation("receive", summary, { side: "Device", type }, { side: "Server", types: answers ?? [] }),
  ]);
  const sent = Object.entries(toldToDevices)
    .filter(([, { isAnswer }]) => !isAnswer)
    .map(([type, { summary, answers }]): [string, JsonObject] => [
      `send${nameOf("Server", type)}`,
      describeOperation("send", summary, { side: "Server", type }, { side: "Device", types: answers ?? [] }),
    ]);
  return Object.fromEntries([...received, ...sent]);
}

function describeOperation(
  action: "receive" | "send",
  summary: string,
  { side, type }: { side: Side; type: string },
  answers: { side: Side; types: readonly string[] },
): JsonObject {
  const channel = { $ref: "#/channels/session" };
  const inChannel = (name: string): JsonObject => ({ $ref: `#/channels/session/messages/${name}` });
  const replies = answers.types.map((answer) => inChannel(nameOf(answers.side, answer)));
  return {
    action,
    channel,
    summary,
    messages: [inChannel(nameOf(side, type))],
    ...(replies.length > 0 && { reply: { channel, messages: replies } }),
  };
}

function messagesOf(side: Side, all: Record<string, { summary: string }>): JsonObject {
  return Object.fromEntries(
    Object.entries(all).map(([type, { summary }]) => {
      const name = nameOf(side, type);
      return [name, { name: type, title: name, summary, payload: { $ref: `#/components/schemas/${name}` } }];
    }),
  );
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): JsonObject {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    target: "draft-7",
    override: ({ jsonSchema }) => leaveOutLimits(jsonSchema),
  });
  // What is written as JSON is read as it.
  return JSON.parse(JSON.stringify(rest)) as JsonObject;
}

/** That an integer is one that JavaScript can hold is no news. */
function leaveOutLimits(schema: { minimum?: number | undefined; maximum?: number | undefined }): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}

/** Fields may join what the session tells. */
function leaveRoom(schema: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(schema), (key, value: Json) =>
    key === "additionalProperties" && value === false ? undefined : value,
  ) as JsonObject;
}

/** Puts parts that have a name into the document's own place for them, innermost first. @throws where two that differ have one name */
export function nameParts(schema: JsonObject, schemas: JsonObject): JsonObject {
  const entries = Object.entries(schema).map(([key, value]): [string, Json] => {
    const named = isObject(value)
      ? nameParts(value, schemas)
      : Array.isArray(value)
        ? value.map((one) => (isObject(one) ? nameParts(one, schemas) : one))
        : value;
    return [key, key === "properties" && isObject(named) ? refer(named, schemas) : named];
  });
  return Object.fromEntries(entries);
}

function refer(properties: JsonObject, schemas: JsonObject): JsonObject {
  const entries = Object.entries(properties).map(([key, value]): [string, Json] => {
    const name = namedParts[key];
    if (name === undefined) return [key, value];
    if (name in schemas && JSON.stringify(schemas[name]) !== JSON.stringify(value)) throw new Error(`${name} is described in two ways`);
    schemas[name] = value;
    return [key, { $ref: `#/components/schemas/${name}` }];
  });
  return Object.fromEntries(entries);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
