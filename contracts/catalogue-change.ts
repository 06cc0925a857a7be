/** The queue message that follows every change of the catalogue, from workers/ingest to workers/jobs. At least once, in any order. */
import { z } from "zod";
import { idSchema } from "../domain/catalogue.ts";

export const catalogueChangeSchema = z.object({
  /** Row of the outbox in the album's database; removed when the change has been followed. */
  id: z.int(),
  album_id: idSchema,
  /** Artists that stood on the album before: their projections may have to forget it. */
  former_artist_ids: z.array(idSchema),
  /** The cover that the album had before, where it has another one now. */
  former_cover_id: idSchema.nullable().default(null),
  /** Somebody withdrew or restored something: followed before deliveries, however many wait. */
  takedown: z.boolean().default(false),
});
export type CatalogueChange = z.infer<typeof catalogueChangeSchema>;
/** As the outbox keeps it; notes of versions before this one may lack what is defaulted. */
export type NotedChange = Omit<z.input<typeof catalogueChangeSchema>, "id">;
