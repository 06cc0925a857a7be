import type { Policies, Policy } from "../../frame/policy.ts";

const open: Policy = { kind: "open" };
const session: Policy = { kind: "session" };

export const policies: Policies = {
  "POST /v1/guest": open,
  "POST /accounts/v1/session": open,
  "GET /dev/mail": open,
  "GET /dev/mail/:id": open,
  "GET /accounts/v1/apps": session,
  "POST /accounts/v1/apps": session,
  "PATCH /accounts/v1/apps/:id": session,
  "DELETE /accounts/v1/apps/:id": session,
  "POST /accounts/v1/apps/:id/secret": session,
  "GET /accounts/v1/billing": session,
  "POST /accounts/v1/billing/checkout": session,
  "POST /accounts/v1/billing/portal": session,
  "GET /accounts/v1/billing/invoices": session,
  "POST /billing/stripe": open,
  "POST /billing/local": open,
  "GET /dev/checkout/:id": open,
  "POST /dev/checkout/:id": open,
  "GET /dev/billing/:customer": open,
  "POST /dev/billing/:customer": open,
  "GET /accounts/v1/passkeys": session,
  "POST /accounts/v1/passkeys": session,
  "POST /accounts/v1/passkeys/options": session,
  "PATCH /accounts/v1/passkeys/:id": session,
  "DELETE /accounts/v1/passkeys/:id": session,
  "POST /accounts/v1/passkey-login": open,
  "POST /accounts/v1/passkey-login/options": open,
  "GET /accounts/v1/identities": session,
  "DELETE /accounts/v1/identities/:provider": session,
  "GET /accounts/v1/identity-providers": open,
  "GET /accounts/v1/identity-providers/:id/start": open,
  "GET /accounts/v1/identity-providers/:id/callback": open,
};
