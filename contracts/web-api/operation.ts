/**
 * What an operation of the Web API is: declared once, and from that validated, typed, guarded (frame/web-api/policies.ts), served
 * (frame/web-api/serve.ts), described (/v1/openapi.json) and tried out by generated requests. One file of this folder a resource;
 * `operations.ts` lists them all. Names, shapes and nullability are the Spotify Web API's.
 */
import type { z } from "zod";
import type { Role, Scope } from "../../domain/access.ts";

export type Method = "get" | "post" | "put" | "delete";

export const tags = [
  "Albums",
  "Artists",
  "Audio features",
  "Browse",
  "Library",
  "Playback",
  "Player",
  "Playlists",
  "Podcasts",
  "Tracks",
  "Users",
] as const;
export type Tag = (typeof tags)[number];

/**
 * Whom an operation answers: whoever has a token that covers all `scopes` and, where there are some, one of `anyScope`. Where there are
 * `roles`: who has one of them, through the player and no other app.
 */
export type Access = {
  /** Also who has no account: a guest, or an app that acts for itself. */
  guests: boolean;
  scopes: readonly Scope[];
  anyScope?: readonly Scope[];
  roles?: readonly Role[];
};

/** The catalogue is open to whoever has a token, a guest's too. */
export const openToGuests: Access = { guests: true, scopes: [] };

export function withScopes(...scopes: Scope[]): Access {
  return { guests: false, scopes };
}

export function withAnyScope(...anyScope: Scope[]): Access {
  return { guests: false, scopes: [], anyScope };
}

export type Operation = {
  /** Unique, as generated clients name the function. */
  id: string;
  method: Method;
  /** With parameters in braces: `/v1/albums/{id}`. */
  path: `/v1/${string}`;
  tag: Tag;
  /** One sentence. */
  summary: string;
  access: Access;
  /** The Web API's older generation: served for the clients that use it. */
  deprecated?: true;
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** Of a JSON body; an empty one reads as `{}`. */
  body?: z.ZodType;
  /** A body that is no JSON: base64 text of a picture, as the Web API takes it. */
  upload?: "image/jpeg";
  /** Of success; 200 where it does not say. */
  status?: 200 | 201 | 202 | 204;
  /** Of the answer's body; there is none where it is left out. */
  answer?: z.ZodType;
  /** Where there is nothing to tell, the answer is 204 without a body. */
  mayBeEmpty?: true;
};

export function defineOperation<const Declared extends Operation>(operation: Declared): Declared {
  return operation;
}

type Parsed<Declared, Key extends string> = Declared extends Record<Key, infer Schema extends z.ZodType> ? z.infer<Schema> : undefined;

export type ParamsOf<Declared extends Operation> = Parsed<Declared, "params">;
export type QueryOf<Declared extends Operation> = Parsed<Declared, "query">;
/** Of an upload: its text. */
export type BodyOf<Declared extends Operation> = Declared extends { upload: string } ? string : Parsed<Declared, "body">;
/** What a handler gives back. */
export type AnswerOf<Declared extends Operation> = Declared extends { answer: infer Schema extends z.ZodType }
  ? z.input<Schema> | (Declared extends { mayBeEmpty: true } ? null : never)
  : void;

/** `/v1/albums/{id}` as the router has it: `/v1/albums/:id`. */
export function routeOf(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}
