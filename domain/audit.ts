/** What an account's audit can tell of. */
import { z } from "zod";

export const auditActionSchema = z.enum([
  "account_created",
  "profile_changed",
  "email_changed",
  "password_changed",
  "password_reset",
  "passkey_added",
  "passkey_removed",
  "passkey_copied",
  "identity_linked",
  "identity_unlinked",
  "sessions_ended",
  "roles_changed",
  "plan_changed",
  "second_subscription_refunded",
  "family_joined",
  "family_left",
  "app_created",
  "app_changed",
  "app_secret_changed",
  "app_deleted",
  "app_session_refused",
  "app_session_revoked",
  "consent_given",
  "consent_withdrawn",
  "device_approved",
  "device_denied",
  "code_reused",
  "refresh_token_reused",
]);
export type AuditAction = z.infer<typeof auditActionSchema>;
