/** What an account is made of. */
import { z } from "zod";
import { isId } from "./ids.ts";

/** How somebody proved who they are (RFC 8176 `amr` names: a password, a passkey, another issuer's word). */
export const authenticationMethodSchema = z.enum(["pwd", "hwk", "fed"]);
export type AuthenticationMethod = z.infer<typeof authenticationMethodSchema>;

export const sessionEndReasonSchema = z.enum([
  "logged_out",
  "ended_by_listener",
  "password_changed",
  "reused",
  "revoked",
  "client_deleted",
  "too_many",
  "account_deleted",
]);
export type SessionEndReason = z.infer<typeof sessionEndReasonSchema>;

/** What a ticket is good for. `no_account`: nothing; it is written so that as much is as for an address that has an account. */
export type TicketKind =
  | "registration"
  | "password_reset"
  | "no_account"
  | "email_change"
  | "invitation"
  | "family_invitation"
  | "passkey_registration"
  | "passkey_login";

/** What the player keeps for a listener on every device. */
export const playbackSettingsSchema = z.object({
  quality: z.enum(["automatic", "low", "normal", "high", "lossless"]).default("automatic"),
  normalise: z.boolean().default(true),
  gapless: z.boolean().default(true),
  autoplay: z.boolean().default(true),
});
export type PlaybackSettings = z.infer<typeof playbackSettingsSchema>;

/** A JPEG of the listener's own, square, below /images/. */
export const accountImageSchema = z.object({ id: z.string().refine(isId), edge: z.int().positive() });
export type AccountImage = z.infer<typeof accountImageSchema>;

/**
 * An e-mail address as the directory compares it: trimmed, the whole in lower case, Unicode in one form.
 * The local part of an address is case-sensitive by RFC 5321, section 2.4, and nowhere in practice.
 */
export const emailSchema = z
  .string()
  .trim()
  .max(254)
  .transform((text) => text.normalize("NFC").toLowerCase())
  .pipe(z.email());

/** BCP 47, in its canonical form. */
export const localeSchema = z
  .string()
  .max(35)
  .transform((text, context) => {
    const locale = canonicalLocaleOf(text);
    if (locale !== undefined) return locale;
    context.addIssue({ code: "custom", message: "that is no language tag (BCP 47)" });
    return z.NEVER;
  });

/** @returns undefined when it is no language tag */
export function canonicalLocaleOf(text: string): string | undefined {
  try {
    const [locale] = Intl.getCanonicalLocales(text);
    return locale !== undefined && locale.length <= 35 ? locale : undefined;
  } catch {
    // RangeError: no language tag.
    return undefined;
  }
}

/** ISO 8601 date of somebody alive. */
export const birthDateSchema = z.iso.date().refine((date) => date >= "1900-01-01", "a birth date lies after 1900");

/** Below this age, in whole years, nobody has an account of their own (COPPA; the strictest of the rules that most markets share). */
export const accountAge = 13;

/** Whole years between a birth date and a moment, by the calendar in UTC. */
export function ageAt(birthDate: string, now: number): number {
  const today = new Date(now).toISOString().slice(0, 10);
  const years = Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return today.slice(5) < birthDate.slice(5) ? years - 1 : years;
}
