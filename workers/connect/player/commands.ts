/** What is asked of playback: each is one command to the session. */
import { Hono, type Context } from "hono";
import type { CommandAnswer, ConnectViewer } from "../../../contracts/connect-session.ts";
import { ClientError } from "../../../contracts/errors.ts";
import * as contract from "../../../contracts/web-api/player.ts";
import { deviceIdSchema, type Command } from "../../../domain/connect/schema.ts";
import { readContextUri, readPlayableUri } from "../../../domain/connect/uris.ts";
import { parseUri } from "../../../domain/ids.ts";
import { operationIdOf } from "../../../frame/web-api/idempotency.ts";
import type { ConnectEnv } from "../env.ts";
import { connectSession } from "../session.ts";
import { content, serve, type PlayerRequest } from "./serve.ts";

export const playerCommands = new Hono<ConnectEnv>();

type PlayCommand = Extract<Command, { type: "play" }>;
type PlayBody = PlayerRequest<typeof contract.startPlayback>["body"];

serve(playerCommands, contract.startPlayback, (request) => send(request, readPlay(request.body, request.viewer.asker.account)));
serve(playerCommands, contract.pausePlayback, (request) => send(request, { type: "pause" }));
serve(playerCommands, contract.skipToNext, (request) => send(request, { type: "next" }));
serve(playerCommands, contract.skipToPrevious, (request) => send(request, { type: "previous" }));
serve(playerCommands, contract.seekToPosition, (request) => send(request, { type: "seek", position_ms: request.query.position_ms }));
serve(playerCommands, contract.setRepeatMode, (request) => send(request, { type: "repeat", mode: request.query.state }));
serve(playerCommands, contract.setPlaybackVolume, (request) => send(request, { type: "volume", percent: request.query.volume_percent }));
serve(playerCommands, contract.toggleShuffle, (request) => send(request, { type: "shuffle", on: request.query.state === "true" }));

serve(playerCommands, contract.addToQueue, async (request) => {
  const uri = readTrackUri(request.query.uri, "uri");
  const [track] = await content().tracks([parseUri(uri)?.id ?? ""], request.viewer.asker, request.origin);
  if (!track) throw malformed("uri", `There is no track ${uri}.`);
  await send(request, { type: "queue.add", uris: [uri] });
});

serve(playerCommands, contract.transferPlayback, async ({ body, viewer, context }) => {
  const [device] = body.device_ids.map(readDevice);
  if (device === undefined) return;
  // The Web API's `false` means what it means to say nothing: playback stays as it is.
  await send({ query: {}, viewer, context }, { type: "transfer", device, ...(body.play && { play: true }) });
});

type Sent = { query: { device_id?: string | undefined }; viewer: ConnectViewer; context: Context<ConnectEnv> };

/** @throws ClientError with the session's refusal */
async function send({ query, viewer, context }: Sent, command: Command): Promise<void> {
  const target = query.device_id === undefined ? undefined : readDevice(query.device_id);
  const { account } = viewer.asker;
  const id = await operationIdOf(context, account, target ?? null, command);
  const answer = await connectSession(account).command({ id, command, conditions: {}, viewer, ...(target !== undefined && { target }) });
  if (!answer.ok) throw refusalOf(answer);
}

function refusalOf({ code, message }: Extract<CommandAnswer, { ok: false }>): ClientError {
  return new ClientError(code, { message, ...(code === "RATE_LIMITED" && { headers: { "retry-after": "1" } }) });
}

/** @throws ClientError `NO_ACTIVE_DEVICE` for what no device can be called */
function readDevice(id: string): string {
  const parsed = deviceIdSchema.safeParse(id);
  if (!parsed.success) throw new ClientError("NO_ACTIVE_DEVICE", { message: "There is no such device." });
  return parsed.data;
}

function readPlay({ context_uri, uris, offset, position_ms }: PlayBody, account: string): PlayCommand {
  return {
    type: "play",
    ...(context_uri !== undefined && { context: readContext(context_uri, account) }),
    ...(uris && { uris: uris.map((uri, index) => readTrackUri(uri, `uris.${index}`)) }),
    ...(offset && { offset: "position" in offset ? { position: offset.position } : { uri: readTrackUri(offset.uri, "offset.uri") } }),
    ...(position_ms !== undefined && { position_ms }),
  };
}

function readContext(text: string, account: string): string {
  const uri = readContextUri(text, account);
  if (uri === undefined) throw malformed("context_uri", "The URI of an album, an artist, a playlist or a collection is expected.");
  return uri;
}

function readTrackUri(text: string, field: string): string {
  const uri = readPlayableUri(text);
  if (uri === undefined) throw malformed(field, "The URI of a track is expected.");
  return uri;
}

function malformed(field: string, message: string): ClientError {
  return new ClientError("invalid_request", { field, message });
}
