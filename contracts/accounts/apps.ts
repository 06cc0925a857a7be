/** What the player's pages ask of the OAuth server: consent, activation, a developer's apps. */
import { z } from "zod";
import { scopeSchema } from "../../domain/access.ts";
import { isPlain, shownNameSchema } from "../../domain/shown-name.ts";

export const clientSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  website: z.string().nullable(),
  /** Run by the operator itself. */
  first_party: z.boolean(),
});

/**
 * `/authorize` sends listeners to two pages of the player. `/login?continue=<path>`: whoever logs in goes on there, by loading it
 * (`/authorize` is no page of the player); with `again=1`, whoever is logged in logs in once more. `/consent?<query>`: shows and decides:
 *
 * `GET /accounts/v1/authorization?<the query of /authorize>` → what the consent page shows.
 * `POST` with the same query and a decision → where the browser has to go, by `location.assign`.
 */
export const authorizationViewSchema = z.object({
  client: clientSummarySchema,
  scope: z.array(scopeSchema),
  /** Scopes that were consented to before. */
  granted: z.array(scopeSchema),
  /** Host that the listener is sent back to; the scheme, of an app on the device. */
  redirect_host: z.string(),
});
export type AuthorizationView = z.infer<typeof authorizationViewSchema>;
export const authorizationDecisionSchema = z.object({ query: z.string().max(4000), decision: z.enum(["allow", "deny"]) });
export const redirectResponseSchema = z.object({ redirect: z.string() });
export type RedirectResponse = z.infer<typeof redirectResponseSchema>;

/** `GET /accounts/v1/activation?user_code=…` → ActivationView; `POST /accounts/v1/activation` → 204. */
export const userCodeSchema = z.string().trim().min(8).max(12);
export const activationViewSchema = z.object({ client: clientSummarySchema, scope: z.array(scopeSchema), user_code: z.string() });
export type ActivationView = z.infer<typeof activationViewSchema>;
export const activationDecisionSchema = z.object({ user_code: userCodeSchema, decision: z.enum(["allow", "deny"]) });

/** `GET /accounts/v1/consents`; `DELETE …/{client_id}` withdraws it and ends the app's sessions. */
export const consentListSchema = z.object({
  consents: z.array(z.object({ client: clientSummarySchema, scope: z.array(scopeSchema), granted_at: z.iso.datetime() })),
});
export type ConsentList = z.infer<typeof consentListSchema>;

const appFieldsSchema = z.object({
  name: shownNameSchema,
  description: z
    .string()
    .trim()
    .max(256)
    .refine((text) => isPlain(text.replaceAll(/\r?\n/g, " ")), "no control characters"),
  website: z.url({ protocol: /^https?$/ }).nullable(),
  redirect_uris: z.array(z.string().max(500)).max(20),
  /** Whether it lets listeners in who type a code elsewhere (RFC 8628). */
  device: z.boolean(),
});

/**
 * A developer's app: `GET /accounts/v1/apps`, `POST` (201), `PATCH …/{id}`, `DELETE …/{id}` (204), `POST …/{id}/secret` (a new
 * secret, which the former gives way to at once).
 */
export const appInputSchema = appFieldsSchema.extend({
  description: appFieldsSchema.shape.description.default(""),
  website: appFieldsSchema.shape.website.default(null),
  /** Whether it can keep a secret (RFC 6749, section 2.1). It stays what it is. */
  confidential: z.boolean(),
  device: z.boolean().default(false),
});
/** Without defaults: what a change does not name stays. */
export const appChangeSchema = appFieldsSchema.partial();
export const appSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  website: z.string().nullable(),
  redirect_uris: z.array(z.string()),
  confidential: z.boolean(),
  device: z.boolean(),
  created_at: z.iso.datetime(),
});
export type App = z.infer<typeof appSchema>;
export const appListSchema = z.object({ apps: z.array(appSchema) });
/** The secret is shown once: only its hash is kept. */
export const appWithSecretSchema = appSchema.extend({ client_secret: z.string().nullable() });
