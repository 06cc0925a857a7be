/** Who may call what: every route of every Worker, as its policy says, asked by everybody. A new route is in it by being declared. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorBodySchema } from "../../contracts/errors.ts";
import type { Role } from "../../domain/access.ts";
import type { Policy } from "../../frame/policy.ts";
import { policiesOfWorkers, requestsOf } from "../support/every-route.ts";
import { openPeople, type People, type Person, type PersonOptions } from "../support/people.ts";
import { startService, type TestService } from "../support/runtime.ts";

const fortnight = 14 * 24 * 3600 * 1000;
const allScopes = [
  ...new Set(
    Object.values({ ...policiesOfWorkers.api, ...policiesOfWorkers.connect }).flatMap((policy) =>
      policy.kind === "token" ? [...policy.scopes, ...(policy.anyScope ?? [])] : [],
    ),
  ),
].join(" ");

/** `why`: what is wrong with the caller, before any policy is asked. */
type Caller = { roles: readonly string[]; scope: string; person?: PersonOptions; why?: "revoked" | "expired" | "forged" | "app" };

const listener = { scope: allScopes, roles: ["listener"] };
const person = (roles: Role[], options: PersonOptions = {}): Caller => ({
  scope: options.scope ?? allScopes,
  roles: ["listener", ...roles],
  person: { roles, scope: allScopes, ...options },
});
const callers: Record<string, Caller> = {
  anonymous: { roles: [], scope: "" },
  guest: { roles: ["guest"], scope: "streaming" },
  "an app for itself": { ...listener, roles: ["client"], person: { client: "app", scope: allScopes, tokenRoles: ["client"] }, why: "app" },
  free: person([]),
  premium: person([], { plan: "premium" }),
  artist: person(["artist"]),
  label: person(["label"]),
  moderator: person(["moderator"]),
  admin: person(["admin"]),
  "wrong scope": { ...person(["admin"], { scope: "", client: "app" }), why: "app" },
  "an app of an admin's": { ...person(["admin"], { client: "app" }), why: "app" },
  revoked: { ...person(["admin"], { ended: true }), why: "revoked" },
  expired: { ...person(["admin"], { since: Date.now() - 10 * fortnight }), why: "expired" },
  "another key": { ...person(["admin"], { forged: true }), why: "forged" },
};

/** @returns the reason of the refusal; undefined where the route is reached */
function refusalOf(policy: Policy, caller: Caller): string | undefined {
  switch (policy.kind) {
    case "open":
      return undefined;
    case "grant":
      return "grant_invalid";
    case "operator":
      return "unauthorized";
    case "session":
      return !caller.person || caller.why ? "login_required" : refusalByRole(policy.roles, caller);
    case "token":
      return refusalOfToken(caller) ?? refusalByScope(policy, caller) ?? refusalByRole(policy.roles, caller);
    default:
      return policy satisfies never;
  }
}

function refusalOfToken({ roles, why }: Caller): string | undefined {
  if (roles.length === 0 || why === "forged") return "unauthorized";
  if (why === "expired") return "token_expired";
  return why === "revoked" ? "token_revoked" : undefined;
}

type TokenPolicy = Extract<Policy, { kind: "token" }>;

function refusalByScope({ guests, scopes, anyScope }: TokenPolicy, { roles, scope }: Caller): string | undefined {
  if (!guests && !roles.includes("listener")) return "login_required";
  const held = scope.split(" ");
  const covers = scopes.every((asked) => held.includes(asked)) && (!anyScope || anyScope.some((asked) => held.includes(asked)));
  return covers ? undefined : "insufficient_scope";
}

/** Roles count where the player asks, not an app. */
function refusalByRole(asked: readonly Role[] | undefined, { roles, why }: Caller): string | undefined {
  return !asked || (why !== "app" && asked.some((role) => roles.includes(role))) ? undefined : "forbidden";
}

const statuses: Record<string, number> = {
  grant_invalid: 403,
  unauthorized: 401,
  login_required: 401,
  token_expired: 401,
  token_revoked: 401,
  insufficient_scope: 403,
  forbidden: 403,
};

/** What the policy of a route alone may answer with: a handler that is reached says none of it. */
const policyReasons = new Set(["token_expired", "token_revoked", "insufficient_scope", "forbidden", "cross_site"]);

let service: TestService;
let people: People;
let guest: string;
let revoked: Person;

beforeAll(async () => {
  service = await startService({ vars: { METRICS_ACCESS: "key", DEMO: "on" } });
  people = await openPeople(service);
  guest = await service.token("DE");
  // Before anybody reads the list: within half a minute every isolate would know anyway.
  revoked = await people.make(callers["revoked"]?.person);
  await people.revoke(revoked.sessionId);
});
afterAll(() => service.stop());

async function ask(request: { method: string; path: string }, headers: Record<string, string>) {
  const { method, path } = request;
  const response = await fetch(service.url + path, {
    method,
    redirect: "manual",
    headers: { origin: service.url, ...headers },
    ...(method !== "GET" && { body: "{}" }),
  });
  const body: unknown = await response.json().catch(() => undefined);
  return { status: response.status, reason: errorBodySchema.safeParse(body).data?.error.reason };
}

/** An account and a login of its own for each request: what one of them ends or deletes is nothing to the next. */
async function headersOf(caller: Caller): Promise<Record<string, string>> {
  if (caller.roles[0] === "guest") return { authorization: `Bearer ${guest}` };
  if (!caller.person) return {};
  const made = caller.why === "revoked" ? revoked : await people.make(caller.person);
  return { authorization: `Bearer ${made.token}`, cookie: made.cookie };
}

describe.each(Object.entries(policiesOfWorkers))("%s", (worker, policies) => {
  test.each(Object.entries(callers))("answers %s as the policies say", { timeout: 120_000 }, async (_name, caller) => {
    const seen: string[] = [];
    const wanted: string[] = [];
    // Only accounts ends sessions and deletes accounts.
    const shared = worker === "accounts" ? undefined : await headersOf(caller);
    for (const request of requestsOf(policies)) {
      const { status, reason } = await ask(request, shared ?? (await headersOf(caller)));
      const refusal = refusalOf(request.policy, caller);
      // What an open route wants to see besides is its own affair.
      const passed = status < 500 && (request.policy.kind === "open" || reason === undefined || !policyReasons.has(reason));
      wanted.push(`${request.route}: ${refusal ? `${statuses[refusal]} ${refusal}` : "reached"}`);
      seen.push(`${request.route}: ${!refusal && passed ? "reached" : `${status} ${reason ?? ""}`}`);
    }
    expect(seen).toEqual(wanted);
  });
});

test("an operator's door opens to its own key, and to no other", async () => {
  const { ingest_key, metrics_key, operator_key } = service.secrets;
  const doors = [
    ["accounts", operator_key],
    ["api", metrics_key],
    ["ingest", ingest_key],
  ] as const;
  for (const [worker, ownKey] of doors) {
    for (const request of requestsOf(policiesOfWorkers[worker]).filter(({ policy }) => policy.kind === "operator")) {
      for (const [, key] of doors) {
        const { status } = await ask(request, { authorization: `Bearer ${key}` });
        expect([request.route, status === 401]).toEqual([request.route, key !== ownKey]);
      }
    }
  }
});

test("nothing of a listener's is changed, or shown, by another listener who knows all of its ids", { timeout: 120_000 }, async () => {
  const victim = await people.make({ plan: "premium" });
  const belongings = await giveBelongings(victim);
  const before = await dumpOf(victim);
  for (const id of belongings) {
    for (const request of requestsOf(policiesOfWorkers.accounts, encodeURIComponent(id)).filter(({ route }) => route.includes(":"))) {
      if (request.policy.kind !== "session" || request.policy.roles) continue;
      const stranger = await people.make();
      const response = await fetch(service.url + request.path, {
        method: request.method,
        headers: { origin: service.url, cookie: stranger.cookie },
        ...(request.method !== "GET" && { body: JSON.stringify({ name: "taken", display_name: "taken", roles: ["admin"] }) }),
      });
      const shown = await response.text();
      expect([request.route, response.status < 500, shown.includes(victim.email)]).toEqual([request.route, true, false]);
    }
  }
  expect(await dumpOf(victim)).toEqual(before);
});

/** One row of everything that is named by an id in a path. @returns the ids */
async function giveBelongings({ accountId, sessionId }: Person): Promise<string[]> {
  const app = sessionId.slice(0, -1).concat("a");
  const database = await people.databaseOf(accountId);
  for (const statement of [
    `INSERT INTO passkey VALUES ('victims-passkey', '${accountId}', 'k', 0, '[]', 0, 'key', 1, NULL)`,
    `INSERT INTO identity VALUES ('https://issuer.example', 'victim', '${accountId}', NULL, 1)`,
    `INSERT INTO oauth_client (id, owner_id, name, description, redirect_uris, grant_types, created_at, updated_at)
     VALUES ('${app}', '${accountId}', 'app', '', '[]', '[]', 1, 1)`,
    `INSERT INTO consent VALUES ('${accountId}', '${app}', 'streaming', 1)`,
  ]) {
    await database.prepare(statement).run();
  }
  return [accountId, sessionId, "victims-passkey", "https://issuer.example", app];
}

/** Every row of an account, of every table; not what others name by its ids. */
async function dumpOf({ accountId, sessionId }: Person): Promise<string[]> {
  const dump: string[] = [];
  for (let index = 0; index < Number(process.env["DATABASES"] ?? 1); index += 1) {
    const database = await service.miniflare.getD1Database(`ACCOUNTS_${index}`, "nearfield-accounts");
    const { results: tableNames } = await database
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\' AND name NOT LIKE 'd1_%' AND name NOT LIKE 'sqlite_%'",
      )
      .all<{ name: string }>();
    for (const { name } of tableNames) {
      const { results } = await database.prepare(`SELECT * FROM "${name}"`).all();
      const owned = results.filter((row) =>
        Object.entries(row).some(([column, value]) => column !== "client_id" && (value === accountId || value === sessionId)),
      );
      dump.push(...owned.map((row) => `${name} ${JSON.stringify(row)}`));
    }
  }
  return dump.toSorted();
}
