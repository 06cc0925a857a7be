import type { Policies, Policy } from "../../frame/policy.ts";

/** The catalogue is open to whoever has a token, a guest's too. */
const catalogue: Policy = { kind: "token", guests: true, scopes: [] };

export const policies: Policies = {
  "GET /healthz": { kind: "open" },
  "GET /metrics": { kind: "operator" },
  "GET /v1/browse/new-releases": catalogue,
  "GET /v1/albums/:id": catalogue,
  "GET /v1/albums/:id/tracks": catalogue,
  "GET /v1/artists/:id": catalogue,
  "GET /v1/artists/:id/albums": catalogue,
  "GET /v1/tracks/:id": catalogue,
  "POST /v1/playback/grants": { kind: "token", guests: true, scopes: ["streaming"] },
};
