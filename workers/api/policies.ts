import { routeOf } from "../../contracts/web-api/operation.ts";
import { operations } from "../../contracts/web-api/operations.ts";
import type { Policies, Policy } from "../../frame/policy.ts";

const webApi = operations.map(({ method, path, access }): [string, Policy] => [
  `${method.toUpperCase()} ${routeOf(path)}`,
  { kind: "token", ...access },
]);

export const policies: Policies = {
  "GET /healthz": { kind: "open" },
  "GET /metrics": { kind: "operator" },
  "GET /oembed": { kind: "open" },
  "GET /v1/openapi.json": { kind: "open" },
  ...Object.fromEntries(webApi),
  "GET /v1/playlists/:playlist_id/live": { kind: "token", guests: true, scopes: [] },
};
