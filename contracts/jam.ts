/**
 * Listening together, over HTTP: jams are made, joined and left here. What plays in one, and the commands, go over the same protocol as
 * a listener's own session (contracts/connect.ts), at `GET /connect/jams/{id}`; only people who are in are let in there. A jam answers
 * `not_found` to everybody else, unless they hold its link.
 */
import { z } from "zod";
import type { Loan } from "../domain/connect/jam.ts";
import { jamControlsSchema } from "../domain/connect/schema.ts";
import type { JamControls } from "../domain/connect/schema.ts";
import type { Answer } from "./object-answer.ts";
import type { Eventually } from "./rpc.ts";

export { jamsPath } from "./connect-limits.ts";

/** What a link carries beside the jam's id: behind the hash of its address, which no server and no other site is told. */
export const jamSecretSchema = z.string().regex(/^[0-9A-Za-z]{22}$/);
export const jamParamsSchema = z.strictObject({ id: z.string().regex(/^[0-9A-Za-z]{22}$/) });
export const jamPersonParamsSchema = jamParamsSchema.extend({ account: z.string().max(64) });

/**
 * The answer of `POST /connect/jams`, which makes a jam of the listener's own session: what plays there goes on in the jam, and stands
 * still where it came from. With the same Idempotency-Key it is the same jam, by another link.
 */
export const jamMadeSchema = z.strictObject({ id: z.string(), secret: jamSecretSchema });
export type JamMade = z.infer<typeof jamMadeSchema>;

/** `POST /connect/jams/{id}/offer` asks what a link leads to, `POST /connect/jams/{id}/members` comes in by it. */
export const jamLinkSchema = z.strictObject({ secret: jamSecretSchema });

export const jamOfferSchema = z.strictObject({
  /** The host's name. */
  host: z.string(),
  people: z.array(z.string()),
  controls: jamControlsSchema,
  /** The URI of what plays. */
  plays: z.string().nullable(),
});
export type JamOffer = z.infer<typeof jamOfferSchema>;

/** `PUT /connect/jams/{id}/controls`, by the host. */
export const jamControlSchema = z.strictObject({ controls: jamControlsSchema });

/*
 * Besides, all without a body, and done for good when they are answered, however often they are sent:
 * `DELETE /connect/jams/{id}/members/{account}`: oneself leaves; the host sends somebody away, and the link with them.
 * `DELETE /connect/jams/{id}`: the host ends it.
 * `POST /connect/jams/{id}/link`: the host gets another link (a `JamMade`), and the former one is good no more. `DELETE`: there is none.
 */

/** A jam's object, named by the jam's id. `account` is whoever asks. Its `fetch` takes the upgrade of `sessionUpgrade`. */
export type JamObject = {
  /** Made again by the same host it is the same jam, by another link. @returns the link's secret, and the epoch of what it began with */
  make(id: string, host: { account: string; name: string }, lent: Loan): Eventually<Answer<{ secret: string; epoch: number | null }>>;
  offer(secret: string): Eventually<Answer<JamOffer>>;
  /** Whoever is in is in. */
  join(secret: string, account: string, name: string): Eventually<Answer<null>>;
  /** Whoever leaves is gone, with their devices; the host's leaving ends it. The host sends others away, and the link is good no more. */
  part(account: string, person: string): Eventually<Answer<null>>;
  end(account: string): Eventually<Answer<null>>;
  setControls(account: string, controls: JamControls): Eventually<Answer<null>>;
  /** The former link leads nowhere from then on. @returns the new one's secret */
  renewLink(account: string): Eventually<Answer<string>>;
  closeLink(account: string): Eventually<Answer<null>>;
};
