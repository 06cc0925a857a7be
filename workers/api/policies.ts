import { apiOperations } from "../../contracts/web-api/operations.ts";
import type { Policies } from "../../frame/policy.ts";
import { policiesOf } from "../../frame/web-api/policies.ts";

export const policies: Policies = {
  "GET /healthz": { kind: "open" },
  "GET /metrics": { kind: "operator" },
  "GET /oembed": { kind: "open" },
  "GET /v1/openapi.json": { kind: "open" },
  ...policiesOf(apiOperations),
  "GET /v1/playlists/:playlist_id/live": { kind: "token", guests: true, scopes: [] },
};
