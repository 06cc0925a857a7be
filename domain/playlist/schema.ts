/**
 * The values of a playlist: items, details, operations (what somebody asks for) and changes (what became of it).
 * The rules beside this file take only its types, so that a browser that runs them loads no schema.
 */
import { z } from "zod";
import { imageSchema } from "../catalogue.ts";
import { isPlain } from "../shown-name.ts";
import { playlistLimits } from "./limits.ts";

/** Names an item for as long as the playlist lives. Made by whoever adds it. */
export const uidSchema = z.string().regex(/^[0-9A-Za-z_-]{8,26}$/);
/** Made by whoever asks; of one person, the same id is the same operation for ever. */
export const operationIdSchema = z.string().regex(/^[0-9A-Za-z_-]{16,22}$/);
export const itemUriSchema = z.string().regex(/^nearfield:track:[0-9A-Za-z]{22}$/);

export const newItemSchema = z.strictObject({ uid: uidSchema, uri: itemUriSchema });
export type NewItem = z.infer<typeof newItemSchema>;

export const playlistItemSchema = newItemSchema.extend({
  /** An account's id. */
  added_by: z.string(),
  /** Milliseconds since 1970. */
  added_at: z.int(),
});
export type PlaylistItem = z.infer<typeof playlistItemSchema>;

const plainText = (longest: number) => z.string().trim().max(longest).refine(isPlain, "no control characters");

export const playlistDetailsSchema = z.strictObject({
  name: plainText(playlistLimits.name).min(1),
  description: plainText(playlistLimits.description),
  /** Everybody may read it. */
  public: z.boolean(),
  /** Every account that knows its address may read and edit it; never of a public one. */
  collaborative: z.boolean(),
  image: imageSchema.nullable(),
});
export type PlaylistDetails = z.infer<typeof playlistDetailsSchema>;
export type DetailField = keyof PlaylistDetails;

/** The uid of the item that something stands behind; null: at the front. Absent: at the end. */
const anchorSchema = uidSchema.nullable().optional();
const uidsSchema = z.array(uidSchema).min(1).max(playlistLimits.items);

/** What somebody asks of a playlist. */
export const operationSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("add"), items: z.array(newItemSchema).min(1).max(playlistLimits.added), after: anchorSchema }),
  z.strictObject({ type: z.literal("remove"), uids: uidsSchema }),
  /** They stand behind the anchor in the order given. */
  z.strictObject({ type: z.literal("move"), uids: uidsSchema, after: anchorSchema }),
  /** These and no others, in this order; an item that is there already keeps who added it, and when. */
  z.strictObject({ type: z.literal("replace"), items: z.array(newItemSchema).max(playlistLimits.items) }),
  /** A picture can only be taken away: one is given where it is kept. */
  z.strictObject({ type: z.literal("describe"), ...playlistDetailsSchema.partial().shape, image: z.null().optional() }),
  /** Takes back the last change of whoever asks. */
  z.strictObject({ type: z.literal("undo") }),
  /** Has the items of a version back, and for the owner its name, description and image. */
  z.strictObject({ type: z.literal("restore"), revision: z.int().min(0) }),
]);
export type Operation = z.infer<typeof operationSchema>;
/** What nobody asks for from outside: a picture, once it is kept. */
export type PictureOperation = { type: "picture"; image: PlaylistDetails["image"] };
export type OperationType = Operation["type"];

/** Items that stood one behind the other, and what stood before them. */
const runSchema = z.strictObject({ after: z.string().nullable(), items: z.array(playlistItemSchema) });
const moveSchema = z.strictObject({ uids: z.array(z.string()), from: z.string().nullable(), after: z.string().nullable() });
const { name, description, public: isPublic, collaborative, image } = playlistDetailsSchema.shape;
const someDetailsSchema = z.strictObject({
  name: name.exactOptional(),
  description: description.exactOptional(),
  public: isPublic.exactOptional(),
  collaborative: collaborative.exactOptional(),
  image: image.exactOptional(),
});

/**
 * What became of an operation. Its runs are applied one after the other: `removed`, `moved`, `inserted`; what a run stands behind is
 * said of the list as it is when that run's turn comes. So a change has exactly one outcome, and an inverse of the same form.
 */
export const changeSchema = z.strictObject({
  removed: z.array(runSchema),
  moved: z.array(moveSchema),
  inserted: z.array(runSchema),
  described: z.strictObject({ before: someDetailsSchema, after: someDetailsSchema }).optional(),
});
export type Change = z.infer<typeof changeSchema>;
export type Run = z.infer<typeof runSchema>;

/** A change in its place. Each raises the revision by one. */
export const confirmedChangeSchema = z.strictObject({
  revision: z.int().min(1),
  /** An account's id. */
  by: z.string(),
  /** Milliseconds since 1970. */
  at: z.int(),
  op_id: z.string(),
  change: changeSchema,
});
export type ConfirmedChange = z.infer<typeof confirmedChangeSchema>;

/** A playlist whole, at one revision. */
export const playlistSnapshotSchema = z.strictObject({
  revision: z.int().min(0),
  details: playlistDetailsSchema,
  items: z.array(playlistItemSchema),
});
export type PlaylistSnapshot = z.infer<typeof playlistSnapshotSchema>;

/** What somebody may do: `viewer` was invited to read, `reader` reads because everybody may. */
export const playlistRoleSchema = z.enum(["owner", "editor", "viewer", "reader"]);
export type PlaylistRole = z.infer<typeof playlistRoleSchema>;
export const memberRoleSchema = z.enum(["editor", "viewer"]);
export type MemberRole = z.infer<typeof memberRoleSchema>;
