/** `/accounts/v1/session…`: who the browser's visitor is. Its tokens travel in cookies that no script can read. */
import { z } from "zod";
import { roleSchema, scopeSchema } from "../../domain/access.ts";
import { authenticationMethodSchema, birthDateSchema, emailSchema, localeSchema, playbackSettingsSchema } from "../../domain/account.ts";
import { marketSchema } from "../../domain/catalogue.ts";
import { planSchema } from "../../domain/ladder.ts";
import { accountPlanSchema } from "../../domain/plans.ts";
import { shownNameSchema } from "../../domain/shown-name.ts";

/** Passwords are opaque; the limit keeps their hashing short (NIST SP 800-63B asks for at least 64 characters). */
export const passwordSchema = z.string().min(8).max(256);
/** A secret from a link that was mailed, or from a ceremony. */
export const ticketSchema = z.string().min(20).max(200);

/**
 * `POST /accounts/v1/session` renews the access cookie: of the listener who is logged in, or of a guest, who may say what contracts/guest.ts
 * says.
 */
export const listenerSchema = z.object({
  id: z.string(),
  email: z.string(),
  display_name: z.string(),
  image: z.object({ url: z.string(), width: z.int(), height: z.int() }).nullable(),
  roles: z.array(roleSchema),
  account_plan: accountPlanSchema,
  locale: z.string(),
  settings: playbackSettingsSchema,
});
export type Listener = z.infer<typeof listenerSchema>;

export const sessionResponseSchema = z.object({
  /** null: a guest. */
  listener: listenerSchema.nullable(),
  /** What may be heard, and where the catalogue is looked at from. */
  plan: planSchema,
  market: z.string(),
  /** Seconds until the access cookie has to be renewed. */
  expires_in: z.int().positive(),
});
export type SessionResponse = z.infer<typeof sessionResponseSchema>;

/** `POST /accounts/v1/login` → SessionResponse; `POST /accounts/v1/logout` → 204, also where nobody is logged in. */
export const loginRequestSchema = z.object({ email: emailSchema, password: z.string().min(1).max(256) });

/**
 * `POST /accounts/v1/registrations` → 202 `{}`, whether the address is known or not; a link to `/verify?ticket=…` is mailed.
 * `unprocessable` with field `password` (too easy to guess; the message says why) or `birth_date` (too young);
 * `forbidden` where nobody registers without an invitation.
 */
export const registrationRequestSchema = z.object({
  email: emailSchema,
  password: passwordSchema,
  display_name: shownNameSchema,
  birth_date: birthDateSchema.optional(),
  market: marketSchema.optional(),
  locale: localeSchema.optional(),
});

/**
 * `POST /accounts/v1/email-changes/confirm` → 204; `gone`: the link expired or was used; `conflict`: the address has an account meanwhile;
 * `login_required`: the browser is not logged in to the account that asked for it.
 */
export const ticketRequestSchema = z.object({ ticket: ticketSchema });

/**
 * `POST /accounts/v1/registrations/confirm` → SessionResponse; `gone` and `conflict` as above.
 * `invalid_credentials` with field `password`: somebody registered in another browser, so the password that they chose is to be given
 * too, or it was wrong. The link stays good.
 */
export const registrationConfirmSchema = ticketRequestSchema.extend({ password: z.string().max(256).optional() });

/** `POST /accounts/v1/password-resets` → 202 `{}`; a link to `/reset?ticket=…` is mailed where the address has an account. */
export const passwordResetRequestSchema = z.object({ email: emailSchema });
/** `POST /accounts/v1/password-resets/confirm` → SessionResponse; all other sessions end. */
export const passwordResetConfirmSchema = z.object({ ticket: ticketSchema, password: passwordSchema });
/** `POST /accounts/v1/password` → 204; all other sessions end. `current` may be left out where the account has no password yet. */
export const passwordChangeSchema = z.object({ current: z.string().max(256).optional(), password: passwordSchema });
/**
 * `POST /accounts/v1/email-changes` → 202 `{}`; a link to `/verify?email_change=…` goes to the new address, a notice to the old one.
 * `invalid_credentials` with field `password`; it may be left out where the account has none.
 */
export const emailChangeSchema = z.object({ email: emailSchema, password: z.string().max(256).optional() });

/** `GET /accounts/v1/sessions` → every session that has not ended, newest first. `DELETE …/{id}` ends one, `DELETE …` all others. */
export const sessionListSchema = z.object({
  sessions: z.array(
    z.object({
      id: z.string(),
      current: z.boolean(),
      client: z.object({ id: z.string(), name: z.string() }).nullable(),
      scope: z.array(scopeSchema),
      user_agent: z.string(),
      country: z.string().nullable(),
      methods: z.array(authenticationMethodSchema),
      created_at: z.iso.datetime(),
      seen_at: z.iso.datetime(),
    }),
  ),
});
export type SessionList = z.infer<typeof sessionListSchema>;

/** `GET /accounts/v1/profile` → Profile; `PATCH` with any of the changeable fields → Profile. */
export const profileSchema = z.object({
  id: z.string(),
  email: z.string(),
  display_name: z.string(),
  image: z.object({ url: z.string(), width: z.int(), height: z.int() }).nullable(),
  birth_date: z.string().nullable(),
  market: z.string(),
  /** Where the listener is seen now and since when, while that is not the home market; until when the home market counts. */
  abroad: z.object({ market: z.string(), since: z.iso.datetime(), home_until: z.iso.datetime() }).nullable(),
  locale: z.string(),
  filter_explicit: z.boolean(),
  settings: playbackSettingsSchema,
  roles: z.array(roleSchema),
  has_password: z.boolean(),
  created_at: z.iso.datetime(),
});
export type Profile = z.infer<typeof profileSchema>;

const { quality, normalise, gapless, autoplay } = playbackSettingsSchema.shape;
/** Without the defaults: what is left out stays as it is. */
const settingsChangeSchema = z
  .object({ quality: quality.unwrap(), normalise: normalise.unwrap(), gapless: gapless.unwrap(), autoplay: autoplay.unwrap() })
  .partial();

export const profileChangeSchema = z
  .object({
    display_name: shownNameSchema,
    birth_date: birthDateSchema,
    market: marketSchema,
    locale: localeSchema,
    filter_explicit: z.boolean(),
    settings: settingsChangeSchema,
  })
  .partial();

/** `PUT /accounts/v1/profile/image` takes a JPEG of 300 × 300 pixels and this many bytes at most → Profile; `DELETE` → Profile. */
export const profileImageLimit = 512 * 1024;
export const profileImageEdge = 300;
