import { playerOperations } from "../../contracts/web-api/operations.ts";
import type { Policies } from "../../frame/policy.ts";
import { policiesOf } from "../../frame/web-api/policies.ts";

export const policies: Policies = {
  /** Lets in by a token or by a ticket, and looks at either itself. */
  "GET /connect": { kind: "open" },
  "POST /connect/tickets": { kind: "token", guests: false, scopes: ["user-read-playback-state"] },
  ...policiesOf(playerOperations),
};
