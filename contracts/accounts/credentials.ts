/** `/accounts/v1/passkeys…` and `/accounts/v1/identities…`: ways in besides the password. */
import { z } from "zod";
import { ticketSchema } from "./session.ts";

/**
 * `POST /accounts/v1/passkeys/options` → what `navigator.credentials.create` takes (WebAuthn Level 3, JSON form), and a ticket.
 * `POST /accounts/v1/passkey-login/options` → the same for `navigator.credentials.get`.
 */
export const passkeyOptionsSchema = z.object({ ticket: z.string(), options: z.record(z.string(), z.unknown()) });

/** `POST /accounts/v1/passkeys` → 201 Passkey; `POST /accounts/v1/passkey-login` → SessionResponse. */
export const passkeyResponseSchema = z.object({
  ticket: ticketSchema,
  response: z.looseObject({ id: z.string().max(1400), response: z.record(z.string(), z.unknown()) }),
  name: z.string().trim().min(1).max(64).optional(),
});

export const passkeySchema = z.object({
  id: z.string(),
  name: z.string(),
  backed_up: z.boolean(),
  created_at: z.iso.datetime(),
  used_at: z.iso.datetime().nullable(),
});
export type Passkey = z.infer<typeof passkeySchema>;
/** `GET /accounts/v1/passkeys`; `PATCH …/{id}` renames, `DELETE …/{id}` removes. */
export const passkeyListSchema = z.object({ passkeys: z.array(passkeySchema) });
export const passkeyChangeSchema = z.object({ name: z.string().trim().min(1).max(64) });

/** `GET /accounts/v1/identity-providers`: where `GET /accounts/v1/identity-providers/{id}/start?continue=/path` leads to. */
export const identityProviderListSchema = z.object({ providers: z.array(z.object({ id: z.string(), name: z.string() })) });
/** `GET /accounts/v1/identities`; `DELETE …/{provider}` unlinks one while another way in remains. */
export const identityListSchema = z.object({
  identities: z.array(z.object({ provider: z.string(), name: z.string(), email: z.string().nullable(), created_at: z.iso.datetime() })),
});
