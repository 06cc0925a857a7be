/** Pictures that somebody gives a playlist: the RPC of workers/media's entrypoint `Pictures`. */
import { z } from "zod";
import { imageSchema } from "../domain/catalogue.ts";

export const keptPictureSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("kept"), image: imageSchema }),
  z.object({ kind: z.literal("not_a_jpeg") }),
]);
export type KeptPicture = z.infer<typeof keptPictureSchema>;

/** A picture belongs to its holder, a playlist's id: another's with the same pixels is another picture. */
export type PictureKeeper = {
  /** Cut square, in every size of covers, without whatever else its file told. The same picture again is the same image. */
  keep(holder: string, jpeg: Uint8Array): Promise<KeptPicture>;
  /** Removes a holder's pictures but the newest ones, which its history still shows. */
  forgetFormer(holder: string): Promise<void>;
  /** Removes all pictures of a holder that is no more. */
  forget(holder: string): Promise<void>;
};
