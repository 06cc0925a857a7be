/** Who may call which route: one table a Worker, looked up before any handler runs. A route that is not in it answers nobody. */
import type { Context } from "hono";
import { matchedRoutes } from "hono/route";
import type { AccessClaims } from "../contracts/access-token.ts";
import { ClientError } from "../contracts/errors.ts";
import { playerClientId, type Role, type Scope } from "../domain/access.ts";

export type Policy =
  /** Anybody; whatever the route wants to see besides (a client's secret, a ticket) it checks itself. */
  | { kind: "open" }
  /** A playback grant in the path, whoever brings it; the route checks it. */
  | { kind: "grant" }
  /** A key of the operator's, as a bearer token; the route checks it. */
  | { kind: "operator" }
  /**
   * An access token with all the scopes, and one of `anyScope` where there are some. `guests`: also of whoever has no account, a guest or
   * an app that acts for itself. `roles`: one of them, by the player's own login; no consent lends an app what somebody's office is.
   */
  | { kind: "token"; guests: boolean; scopes: readonly Scope[]; anyScope?: readonly Scope[]; roles?: readonly Role[] }
  /** The player's own login, which no app's token stands for. */
  | { kind: "session"; roles?: readonly Role[] };

/** Keys are `GET /v1/albums/:id`: method and path as the router has them. */
export type Policies = Readonly<Record<string, Policy>>;

type Route = { method: string; path: string };

/** What `use` adds is no route; the router files it under any method and, for us always, a path that ends in a star. */
function isRoute({ method, path }: Route): boolean {
  return method !== "ALL" || !path.endsWith("*");
}

/** @returns the policy of the route that will answer; undefined when none will. @throws Error when a route was not declared */
export function policyOf(policies: Policies, context: Context): Policy | undefined {
  const routes = matchedRoutes(context).filter(isRoute);
  const route = routes.find(({ method }) => method !== "ALL") ?? routes[0];
  if (!route) return undefined;
  const policy = policies[`${route.method} ${route.path}`];
  if (!policy) throw new Error(`no policy is declared for ${route.method} ${route.path}`);
  return policy;
}

/** Routes without a policy, and policies without a route. */
export function findUndeclared(routes: readonly Route[], policies: Policies): string[] {
  const present = new Set(routes.filter(isRoute).map(({ method, path }) => `${method} ${path}`));
  const declared = new Set(Object.keys(policies));
  return [
    ...[...present.difference(declared)].map((route) => `${route} has no policy`),
    ...[...declared.difference(present)].map((route) => `${route} has a policy and is no route`),
  ];
}

/** @throws ClientError `login_required`, `insufficient_scope` or `forbidden` */
export function requireClaims(policy: Extract<Policy, { kind: "token" }>, claims: AccessClaims): void {
  if (!policy.guests && !claims.roles.some((role) => role !== "guest" && role !== "client")) throw new ClientError("login_required");
  requireScopes(claims, policy.scopes);
  if (policy.anyScope) requireAnyScope(claims, policy.anyScope);
  requireRole(policy.roles, claims.client_id === playerClientId ? claims.roles : []);
}

/** @throws ClientError `insufficient_scope` unless the token covers all of them */
export function requireScopes(claims: AccessClaims, scopes: readonly Scope[]): void {
  const granted = new Set(claims.scope.split(" "));
  if (!scopes.every((scope) => granted.has(scope))) throw insufficientScope(scopes);
}

/** @throws ClientError `insufficient_scope` unless the token covers one of them */
export function requireAnyScope(claims: AccessClaims, scopes: readonly Scope[]): void {
  if (!hasAnyScope(claims, scopes)) throw insufficientScope(scopes);
}

export function hasAnyScope(claims: AccessClaims, scopes: readonly Scope[]): boolean {
  const granted = new Set(claims.scope.split(" "));
  return scopes.some((scope) => granted.has(scope));
}

/** RFC 6750, section 3. */
function insufficientScope(scopes: readonly Scope[]): ClientError {
  const challenge = `Bearer error="insufficient_scope", scope="${scopes.join(" ")}"`;
  return new ClientError("insufficient_scope", { headers: { "www-authenticate": challenge } });
}

/** @throws ClientError `forbidden` when roles are asked for and none of them is held */
export function requireRole(asked: readonly Role[] | undefined, held: readonly string[]): void {
  if (asked && !asked.some((role) => held.includes(role))) throw new ClientError("forbidden");
}
