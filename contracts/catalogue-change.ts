/** The queue message that follows every change of the catalogue, from workers/ingest to workers/jobs. At least once, in any order. */
import { z } from "zod";
import { idSchema } from "../domain/catalogue.ts";

export const catalogueChangeSchema = z.object({
  /** Row of the outbox in the album's database; removed when the change has been followed. */
  id: z.int(),
  album_id: idSchema,
  /** Artists that stood on the album before: their projections may have to forget it. */
  former_artist_ids: z.array(idSchema),
  /** Somebody withdrew or restored something: followed before deliveries, however many wait. */
  takedown: z.boolean().default(false),
});
export type CatalogueChange = z.infer<typeof catalogueChangeSchema>;
