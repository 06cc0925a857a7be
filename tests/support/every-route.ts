/** Every route of every Worker as a request, from the policies. */
import type { Policies, Policy } from "../../frame/policy.ts";
import { policies as accounts } from "../../workers/accounts/policies.ts";
import { policies as api } from "../../workers/api/policies.ts";
import { policies as connect } from "../../workers/connect/policies.ts";
import { policies as ingest } from "../../workers/ingest/policies.ts";
import { policies as media } from "../../workers/media/policies.ts";

export const policiesOfWorkers: Record<"accounts" | "api" | "connect" | "ingest" | "media", Policies> = {
  accounts,
  api,
  connect,
  ingest,
  media,
};

export type RouteRequest = { route: string; policy: Policy; method: string; path: string };

/** @param value what stands for each parameter of a path; by default an id that names nothing */
export function requestsOf(policies: Policies, value = "0".repeat(22)): RouteRequest[] {
  return Object.entries(policies).map(([route, policy]) => {
    const [method = "", pattern = ""] = route.split(" ");
    // A route for any method is asked with one that no other route has.
    return { route, policy, method: method === "ALL" ? "POST" : method, path: pattern.replace(/:\w+(\{[^}]*\})?/g, value) };
  });
}

/** What changes something, and so could be asked for by another site's page. */
export function changes({ method }: RouteRequest): boolean {
  return method !== "GET";
}
