/** `POST /v1/guest`: an OAuth 2.0 token response (RFC 6749, section 5.1) for a visitor without an account. */
import { z } from "zod";
import { marketSchema } from "../domain/catalogue.ts";

/** `market` is honoured only where the operator lets visitors choose (one machine); elsewhere the PoP's own finding counts. */
export const guestRequestSchema = z.object({ market: marketSchema.optional() });

/** What the operator lets guests hear. */
export const guestPlaybackSchema = z.enum(["full", "preview", "none"]);
