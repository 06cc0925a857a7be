/** `/accounts/v1/admin…`: roles, given and taken by admins. */
import { z } from "zod";
import { roleSchema } from "../../domain/access.ts";
import { auditActionSchema } from "../../domain/audit.ts";
import { emailSchema } from "../../domain/account.ts";
import { registrationRequestSchema, ticketSchema } from "./session.ts";

/**
 * `GET /accounts/v1/admin/accounts?email=…` → 0 or 1 of them; `PUT …/{id}/roles` `{roles}` → 204.
 * `conflict`: nobody takes their own role of an admin, so that there is always one left. `fresh_login_required`: the login is older than
 * ten minutes (contracts/accounts/credentials.ts).
 */
export const accountListSchema = z.object({
  accounts: z.array(
    z.object({ id: z.string(), email: z.string(), display_name: z.string(), roles: z.array(roleSchema), created_at: z.iso.datetime() }),
  ),
});
export const rolesChangeSchema = z.object({ roles: z.array(roleSchema) });

/** `GET /accounts/v1/admin/accounts/{id}/audit`, newest first. */
export const auditListSchema = z.object({
  entries: z.array(
    z.object({
      id: z.string(),
      actor: z.string(),
      action: auditActionSchema,
      detail: z.record(z.string(), z.unknown()),
      at: z.iso.datetime(),
    }),
  ),
});

/**
 * `POST /accounts/v1/operator/admin-invitations`, with the operator's key (bearer) → 202 `{}`: mails whoever is to be the first admin.
 * `conflict` when there is an admin, who can give the role; `additional` for when that one can't be reached.
 */
export const adminInvitationSchema = z.object({ email: emailSchema, additional: z.boolean().default(false) });

/** `POST /accounts/v1/admin/invitations` → 202 `{}`: mails somebody a way in, also where nobody registers without. */
export const invitationSchema = z.object({ email: emailSchema });

/** `POST /accounts/v1/invitations/view` `{ticket}` → what the page /signup?invitation=… shows; `gone`: it expired or was used. */
export const invitationViewSchema = z.object({
  email: z.string(),
  /** Besides `listener`. */
  roles: z.array(roleSchema),
  /** The address has an account: it is to log in, and accept with the ticket alone. */
  registered: z.boolean(),
});
export type InvitationView = z.infer<typeof invitationViewSchema>;

/**
 * `POST /accounts/v1/invitations/accept` → SessionResponse. Without an account: with what a registration says besides the address.
 * `login_required`: the address has an account, and the browser is not logged in to it.
 */
export const invitationAcceptanceSchema = z.object({
  ticket: ticketSchema,
  registration: registrationRequestSchema.omit({ email: true }).optional(),
});
