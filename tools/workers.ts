/** All Workers of the house, in the order in which they are deployed: what others bind to comes first. */

export type WorkerPlace = {
  name: string;
  /** wrangler configuration, relative to the project's root. */
  config: string;
  /** Path patterns that are routed straight to it; the api answers whatever is left. */
  paths: string[];
  /** Secrets that only some operators have for it: given by them, and missing where they are not. */
  optionalSecrets?: string[];
};

/**
 * A path as a route has it: matched against the address with its query, it may name no query itself, and only a `*` at its end lets one
 * through. https://developers.cloudflare.com/workers/configuration/routing/routes/#matching-behavior
 */
export function routePathOf(path: string): string {
  return path.endsWith("*") ? path : `${path}*`;
}

export const workers: WorkerPlace[] = [
  { name: "nearfield-metrics", config: "durable-objects/metrics/wrangler.toml", paths: [] },
  { name: "nearfield-limiter", config: "durable-objects/limiter/wrangler.toml", paths: [] },
  { name: "nearfield-revocations", config: "durable-objects/revocations/wrangler.toml", paths: [] },
  { name: "nearfield-listener", config: "durable-objects/listener/wrangler.toml", paths: [] },
  { name: "nearfield-playlist", config: "durable-objects/playlist/wrangler.toml", paths: [] },
  {
    name: "nearfield-accounts",
    config: "workers/accounts/wrangler.toml",
    paths: ["/v1/guest", "/accounts/*", "/authorize", "/api/*", "/oauth/*", "/.well-known/*", "/dev/*", "/billing/*"],
    optionalSecrets: ["MAIL_KEY"],
  },
  { name: "nearfield-media", config: "workers/media/wrangler.toml", paths: ["/media/*", "/images/*"] },
  { name: "nearfield-ingest", config: "workers/ingest/wrangler.toml", paths: ["/ingest/*"] },
  { name: "nearfield-api", config: "wrangler.toml", paths: [] },
  { name: "nearfield-connect-session", config: "durable-objects/connect-session/wrangler.toml", paths: [] },
  { name: "nearfield-connect", config: "workers/connect/wrangler.toml", paths: ["/connect", "/connect/*", "/v1/me/player*"] },
  { name: "nearfield-jobs", config: "workers/jobs/wrangler.toml", paths: [] },
];
