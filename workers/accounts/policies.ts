import type { Policies, Policy } from "../../frame/policy.ts";

const open: Policy = { kind: "open" };

export const policies: Policies = {
  "POST /v1/guest": open,
  "POST /accounts/v1/session": open,
};
