/** `/accounts/v1/admin…`: roles, given and taken by admins. */
import { z } from "zod";
import { roleSchema } from "../../domain/access.ts";
import { emailSchema } from "../../domain/account.ts";

/** `GET /accounts/v1/admin/accounts?email=…` → 0 or 1 of them; `PUT …/{id}/roles` `{roles}` → 204. */
export const accountListSchema = z.object({
  accounts: z.array(
    z.object({ id: z.string(), email: z.string(), display_name: z.string(), roles: z.array(roleSchema), created_at: z.iso.datetime() }),
  ),
});
export const rolesChangeSchema = z.object({ roles: z.array(roleSchema) });

/** `GET /accounts/v1/admin/accounts/{id}/audit`, newest first. */
export const auditListSchema = z.object({
  entries: z.array(
    z.object({ id: z.string(), actor: z.string(), action: z.string(), detail: z.record(z.string(), z.unknown()), at: z.iso.datetime() }),
  ),
});

/** `POST /accounts/v1/operator/admin-invitations`, with the operator's key: mails whoever is to be the first admin. */
export const adminInvitationSchema = z.object({ email: emailSchema });
