/** The Web API as an OpenAPI 3.1 document, made of its operations: schemas are JSON Schema (draft 2020-12), as zod writes them. */
import { z } from "zod";
import { errorBodySchema } from "../errors.ts";
import { scopes } from "../../domain/access.ts";
import * as albums from "./albums.ts";
import * as artists from "./artists.ts";
import * as common from "./common.ts";
import * as library from "./library.ts";
import { tags, type Access, type Operation } from "./operation.ts";
import * as player from "./player.ts";
import * as playlists from "./playlists.ts";
import * as tracks from "./tracks.ts";
import * as users from "./users.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/** Shapes that clients are generated with a name for. */
const named: Record<string, z.ZodType> = {
  Album: albums.albumSchema,
  Artist: artists.artistSchema,
  Context: player.contextObjectSchema,
  CurrentlyPlaying: player.currentlyPlayingSchema,
  Device: player.deviceObjectSchema,
  Error: errorBodySchema,
  Image: common.imageObjectSchema,
  PlaybackState: player.playbackStateSchema,
  Playlist: playlists.playlistSchema,
  PlaylistItem: playlists.playlistItemSchema,
  PrivateUser: users.privateUserSchema,
  PublicUser: users.publicUserSchema,
  SavedAlbum: library.savedAlbumSchema,
  SavedTrack: library.savedTrackSchema,
  SimplifiedAlbum: common.simplifiedAlbumSchema,
  SimplifiedArtist: common.simplifiedArtistSchema,
  SimplifiedPlaylist: playlists.simplifiedPlaylistSchema,
  SimplifiedTrack: common.simplifiedTrackSchema,
  Track: tracks.trackSchema,
};

/** @param origin where the service is reached, without a slash at its end */
export function describeWebApi(operations: readonly Operation[], origin: string): JsonObject {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const components: JsonObject = {};
  const describe = (schema: z.ZodType, io: "input" | "output"): Json => {
    const {
      $defs = {},
      $schema: _dialect,
      ...rest
    } = asJson(
      z.toJSONSchema(schema, { io, metadata: registry, unrepresentable: "any", override: ({ jsonSchema }) => leaveRoom(jsonSchema) }),
    );
    Object.assign(components, pointToComponents($defs));
    return pointToComponents(rest);
  };
  const paths: Record<string, JsonObject> = {};
  for (const operation of operations)
    paths[operation.path] = { ...paths[operation.path], [operation.method]: describeOperation(operation, describe) };
  return {
    openapi: "3.1.0",
    info: {
      title: "Nearfield Web API",
      version: "1",
      description: "The Spotify Web API's shapes, served by an open service. What is marked deprecated is that API's older generation.",
    },
    servers: [{ url: origin }],
    tags: tags.filter((tag) => operations.some((operation) => operation.tag === tag)).map((name) => ({ name })),
    paths,
    components: { schemas: components, securitySchemes: { oauth: describeOAuth(origin) } },
  };
}

type Describe = (schema: z.ZodType, io: "input" | "output") => Json;

function describeOperation(operation: Operation, describe: Describe): JsonObject {
  const { id, tag, summary, deprecated, params, query, status = 200, answer, mayBeEmpty } = operation;
  const parameters = [...describeParameters(params, "path", describe), ...describeParameters(query, "query", describe)];
  const body = describeBody(operation, describe);
  const error = {
    description: "Refused; `reason` says why.",
    content: { "application/json": { schema: describe(errorBodySchema, "output") } },
  };
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(deprecated && { deprecated }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: body }),
    security: securityOf(operation.access),
    responses: {
      [status]: {
        description: "Done.",
        ...(answer && { content: { "application/json": { schema: describe(answer, "output") } } }),
      },
      ...(mayBeEmpty && { "204": { description: "There is nothing to tell." } }),
      ...(operation.method === "get" && { "304": { description: "As the client has it (If-None-Match)." } }),
      default: error,
    },
  };
}

function describeParameters(schema: z.ZodObject | undefined, place: "path" | "query", describe: Describe): Json[] {
  return Object.entries(schema?.shape ?? {}).map(([name, value]) => {
    const required = place === "path" || !z.safeParse(value, undefined).success;
    return { name, in: place, required, schema: describe(value, "input") };
  });
}

function describeBody({ body, upload }: Operation, describe: Describe): JsonObject | undefined {
  if (upload)
    return { required: true, content: { [upload]: { schema: { type: "string", contentEncoding: "base64", contentMediaType: upload } } } };
  if (!body) return undefined;
  return { required: !body.safeParse({}).success, content: { "application/json": { schema: describe(body, "input") } } };
}

/** Each of the alternatives is enough. */
function securityOf({ scopes: all, anyScope }: Access): Json {
  const alternatives = anyScope ? anyScope.map((scope) => [...all, scope]) : [[...all]];
  return alternatives.map((asked) => ({ oauth: asked }));
}

function describeOAuth(origin: string): JsonObject {
  const granted = Object.fromEntries(scopes.map((scope) => [scope, ""]));
  return {
    type: "oauth2",
    flows: {
      authorizationCode: {
        authorizationUrl: `${origin}/authorize`,
        tokenUrl: `${origin}/api/token`,
        refreshUrl: `${origin}/api/token`,
        scopes: granted,
      },
      clientCredentials: { tokenUrl: `${origin}/api/token`, scopes: {} },
    },
  };
}

/** Fields may join an object; and that an integer is one that JavaScript can hold is no news. */
function leaveRoom(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.additionalProperties === false) delete schema.additionalProperties;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
}

/** zod collects named shapes in `$defs` of each schema; the document has one place for all. */
function pointToComponents<Value extends Json>(value: Value): Value {
  // The same JSON, but for a few texts in it.
  return JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/')) as Value;
}

function asJson(schema: object): JsonObject {
  // What is written as JSON is read as it.
  return JSON.parse(JSON.stringify(schema)) as JsonObject;
}
