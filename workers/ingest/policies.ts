import type { Policies, Policy } from "../../frame/policy.ts";

const operator: Policy = { kind: "operator" };

export const policies: Policies = {
  "POST /ingest/v1/recordings/resolve": operator,
  "PUT /ingest/v1/objects/:key{.+}": operator,
  "PUT /ingest/v1/recordings/:id": operator,
  "GET /ingest/v1/recordings/stale": operator,
  "PUT /ingest/v1/recordings/:id/features": operator,
  "GET /ingest/v1/masters/:id": operator,
  "POST /ingest/v1/releases": operator,
  "POST /ingest/v1/takedowns": operator,
};
