import { playerOperations } from "../../contracts/web-api/operations.ts";
import type { Policies } from "../../frame/policy.ts";
import { policiesOf } from "../../frame/web-api/policies.ts";

const listening = { kind: "token", guests: false, scopes: ["user-read-playback-state"] } as const;
const sharing = { kind: "token", guests: false, scopes: ["user-read-playback-state", "user-modify-playback-state"] } as const;

export const policies: Policies = {
  /** Lets in by a token or by a ticket, and looks at either itself. */
  "GET /connect": { kind: "open" },
  "GET /connect/asyncapi.json": { kind: "open" },
  "POST /connect/tickets": listening,
  /** As of a listener's own session. */
  "GET /connect/jams/:id": { kind: "open" },
  "POST /connect/jams": sharing,
  "PUT /connect/jams/:id/controls": sharing,
  "DELETE /connect/jams/:id": sharing,
  "POST /connect/jams/:id/offer": listening,
  "POST /connect/jams/:id/members": sharing,
  "DELETE /connect/jams/:id/members/:account": sharing,
  "POST /connect/jams/:id/link": sharing,
  "DELETE /connect/jams/:id/link": sharing,
  ...policiesOf(playerOperations),
};
