/** What several resources of the Web API share: pages of lists, links, pictures, and the simplified forms that stand within others. */
import { z } from "zod";
import { albumTypeSchema, idSchema, marketSchema } from "../../domain/catalogue.ts";

export const externalUrlsSchema = z.object({ nearfield: z.url() });
export const imageObjectSchema = z.object({ url: z.url(), height: z.int().nullable(), width: z.int().nullable() });
export type ImageObject = z.infer<typeof imageObjectSchema>;
export const followersSchema = z.object({ href: z.null(), total: z.int().min(0) });
/** Counted from plays, 0–100. */
export const popularitySchema = z.int().min(0).max(100);
export const externalIdsSchema = z.object({ isrc: z.string().optional(), upc: z.string().optional(), ean: z.string().optional() });

/**
 * Why something can't be played by whoever asks. `market`, `product` and `explicit` are the Web API's; `not_released`: its day is
 * yet to come; `withdrawn`: taken down; `not_ready`: its audio is being prepared.
 */
export const restrictionsSchema = z.object({ reason: z.enum(["market", "product", "explicit", "not_released", "withdrawn", "not_ready"]) });

export const simplifiedArtistSchema = z.object({
  external_urls: externalUrlsSchema,
  href: z.url(),
  id: idSchema,
  name: z.string(),
  type: z.literal("artist"),
  uri: z.string(),
});

export const simplifiedAlbumSchema = z.object({
  album_type: albumTypeSchema,
  total_tracks: z.int(),
  available_markets: z.array(marketSchema).optional(),
  external_urls: externalUrlsSchema,
  href: z.url(),
  id: idSchema,
  images: z.array(imageObjectSchema),
  name: z.string(),
  release_date: z.string(),
  release_date_precision: z.enum(["year", "month", "day"]),
  restrictions: restrictionsSchema.optional(),
  type: z.literal("album"),
  uri: z.string(),
  artists: z.array(simplifiedArtistSchema),
  /** Nearfield's own: the cover's dominant colour. */
  cover_colour: z.string().optional(),
});
export type SimplifiedAlbum = z.infer<typeof simplifiedAlbumSchema>;

export const simplifiedTrackSchema = z.object({
  artists: z.array(simplifiedArtistSchema),
  available_markets: z.array(marketSchema).optional(),
  disc_number: z.int(),
  duration_ms: z.int(),
  explicit: z.boolean(),
  external_urls: externalUrlsSchema,
  href: z.url(),
  id: idSchema,
  is_playable: z.boolean(),
  restrictions: restrictionsSchema.optional(),
  name: z.string(),
  preview_url: z.null(),
  track_number: z.int(),
  type: z.literal("track"),
  uri: z.string(),
  is_local: z.literal(false),
});
export type SimplifiedTrack = z.infer<typeof simplifiedTrackSchema>;

/** A page of a list, with absolute links to its neighbours. */
export function pageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({
    href: z.url(),
    limit: z.int(),
    next: z.url().nullable(),
    offset: z.int(),
    previous: z.url().nullable(),
    total: z.int(),
    items: z.array(item),
  });
}
export type Page<Item> = {
  href: string;
  limit: number;
  next: string | null;
  offset: number;
  previous: string | null;
  total: number;
  items: Item[];
};

/** A page of a list that is read on from its last item. */
export function cursorPageSchema<Item extends z.ZodType>(item: Item) {
  return z.object({
    href: z.url(),
    limit: z.int(),
    next: z.url().nullable(),
    cursors: z.object({ after: z.string().nullable() }),
    total: z.int(),
    items: z.array(item),
  });
}

/** An integer in a path or a query, in decimal digits and nothing else. */
export function decimal(least: number, most: number = Number.MAX_SAFE_INTEGER) {
  const read = (text: unknown) => (typeof text === "string" && /^-?\d{1,16}$/.test(text) ? Number(text) : text);
  return z.preprocess(read, z.int().min(least).max(most));
}

/** `offset` and `limit` of a list; `limit` 1–50. */
export const pagingQuery = {
  limit: decimal(1, 50).default(20),
  offset: decimal(0, 100_000).default(0),
};
export type Paging = { limit: number; offset: number };

/** Checked, and never wider than what the token's market allows: a listener's own market takes priority, as in the Web API. */
export const marketQuery = {
  market: z.union([marketSchema, z.literal("from_token")], "an ISO 3166-1 alpha-2 code is expected").optional(),
};

/** BCP 47, with `_` as the Web API's clients write it: `de_DE`. */
export const localeQuery = {
  locale: z
    .string()
    .regex(/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/)
    .optional(),
};

export const idParams = z.object({ id: idSchema });

/** Ids with commas between them, at least one. */
export function idList(most: number) {
  return z
    .string()
    .transform((text) => text.split(",").map((id) => id.trim()))
    .pipe(z.array(idSchema).min(1).max(most));
}

/** Ids of a change, wherever the client's generation of the Web API puts them: in the query, or in the body as a list or as `ids`. */
export const idsBody = (most: number) => z.union([z.array(idSchema).max(most), z.object({ ids: z.array(idSchema).max(most).optional() })]);
