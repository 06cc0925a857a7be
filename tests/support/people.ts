/** Listeners of a running service, made behind its doors: accounts, logins and tokens without passwords. */
import { createHmac, generateKeyPairSync, randomBytes, randomUUID } from "node:crypto";
import { importJWK, SignJWT, type JWK } from "jose";
import type { AccessClaims } from "../../contracts/access-token.ts";
import type { Role, TokenRole } from "../../domain/access.ts";
import { idInSlice, sliceOf } from "../../domain/ids.ts";
import { parseSliceMap, sliceForNew } from "../../domain/slices.ts";
import { entitledPlan, type AccountPlan } from "../../domain/plans.ts";
import type { TestService } from "./runtime.ts";

export type PersonOptions = {
  /** Besides `listener`. */
  roles?: Role[];
  plan?: AccountPlan;
  /** The session's and the token's. */
  scope?: string;
  /** An app's session rather than a browser's. */
  client?: string;
  /** Milliseconds since 1970 when the session and the token began; default: now. */
  since?: number;
  /** The session was ended. */
  ended?: boolean;
  /** Signed and sealed with keys that the service never had. */
  forged?: boolean;
  /** Instead of the account's, in the token. */
  tokenRoles?: TokenRole[];
};

export type Person = { accountId: string; sessionId: string; email: string; cookie: string; token: string };

export type People = {
  make(options?: PersonOptions): Promise<Person>;
  /** Another token of somebody's: an app's, or one of fewer scopes. */
  tokenFor(person: Pick<Person, "accountId" | "sessionId">, options?: PersonOptions): Promise<string>;
  /** Puts a session on the list of those whose tokens are refused. */
  revoke(sessionId: string): Promise<void>;
  /** The database that holds what an id names. */
  databaseOf(id: string): Promise<D1>;
};

type D1 = Awaited<ReturnType<TestService["miniflare"]["getD1Database"]>>;

const tenMinutes = 600_000;
const sixtyDays = 60 * 24 * 3600 * 1000;

export async function openPeople(service: TestService): Promise<People> {
  const map = parseSliceMap(await variableOf(service, "ACCOUNTS_SLICES"));
  const databaseOf = async (id: string): Promise<D1> => {
    return service.miniflare.getD1Database(map.databaseOf(sliceOf(id) ?? 0) ?? "", "nearfield-accounts");
  };
  return {
    databaseOf,
    async make(options = {}) {
      const since = options.since ?? Date.now();
      const digest = randomBytes(16);
      const slice = sliceForNew(map, digest);
      const accountId = idInSlice(slice, digest);
      const sessionId = idInSlice(slice, randomBytes(16));
      const email = `${randomBytes(6).toString("hex")}@mail.example`;
      const database = await databaseOf(accountId);
      await database.batch([
        insert(database, "account", accountRow(accountId, email, options, since)),
        insert(database, "session", sessionRow(sessionId, accountId, options, since)),
      ]);
      const cookie = `session=${seal(options.forged ? forgedKeys() : service.secrets.session_keys, sessionId)}`;
      return { accountId, sessionId, email, cookie, token: await tokenOf(service, { accountId, sessionId }, options, since) };
    },
    tokenFor: (person, options = {}) => tokenOf(service, person, options, Date.now()),
    async revoke(sessionId) {
      const namespace = await service.miniflare.getDurableObjectNamespace("REVOCATIONS", "nearfield-api");
      const object: unknown = namespace.get(namespace.idFromName("all"));
      await (object as { add(sessions: object[], until: number): Promise<void> }).add(
        [{ id: sessionId, owner: sessionId }],
        Date.now() + 2 * tenMinutes,
      );
    },
  };
}

async function variableOf(service: TestService, name: string): Promise<string> {
  const bindings = await service.miniflare.getBindings("nearfield-accounts");
  return String(bindings[name]);
}

function insert(database: D1, table: string, row: Record<string, unknown>) {
  const names = Object.keys(row);
  return database.prepare(`INSERT INTO ${table} (${names.join()}) VALUES (${names.map(() => "?").join()})`).bind(...Object.values(row));
}

function accountRow(id: string, email: string, { roles = [], plan = "free" }: PersonOptions, now: number): Record<string, unknown> {
  return {
    id,
    email,
    display_name: email,
    market: "DE",
    locale: "en",
    filter_explicit: 0,
    settings: JSON.stringify({ quality: "automatic", normalise: true, gapless: true, autoplay: true }),
    password_hash: "$none",
    roles: JSON.stringify(["listener", ...roles]),
    plan,
    created_at: now,
    updated_at: now,
  };
}

function sessionRow(id: string, accountId: string, options: PersonOptions, now: number): Record<string, unknown> {
  return {
    id,
    account_id: accountId,
    client_id: options.client ?? null,
    scope: options.scope ?? "",
    generation: 0,
    rotated_at: now,
    methods: JSON.stringify(["pwd"]),
    authenticated_at: now,
    user_agent: "",
    created_at: now,
    seen_at: now,
    expires_at: now + sixtyDays,
    ended_at: options.ended ? now : null,
    end_reason: options.ended ? "logged_out" : null,
  };
}

/** As workers/accounts/seal.ts seals. */
function seal(sessionKeys: string, sessionId: string): string {
  const { current, keys } = JSON.parse(sessionKeys) as { current: number; keys: Record<string, string> };
  const mac = createHmac("sha256", Buffer.from(keys[current] ?? "", "base64url"))
    .update(`browser session\n${current}\n${sessionId}`)
    .digest();
  return `${sessionId}.${current}.${mac.subarray(0, 18).toString("base64url")}`;
}

function forgedKeys(): string {
  return JSON.stringify({ current: 1, keys: { 1: randomBytes(32).toString("base64url") } });
}

async function tokenOf(
  service: TestService,
  ids: { accountId: string; sessionId: string },
  options: PersonOptions,
  since: number,
): Promise<string> {
  const signingKey = JSON.parse(service.secrets.token_signing_key) as JWK & { kid: string };
  const claims: AccessClaims = {
    iss: service.url,
    aud: "nearfield-api",
    sub: ids.accountId,
    sid: ids.sessionId,
    client_id: options.client ?? "nearfield-player",
    iat: Math.floor(since / 1000),
    exp: Math.floor((since + tenMinutes) / 1000),
    jti: randomUUID(),
    scope: options.scope ?? "",
    plan: entitledPlan(options.plan ?? "free"),
    market: "DE",
    explicit: "allowed",
    roles: options.tokenRoles ?? ["listener", ...(options.roles ?? [])],
  };
  // Another key under the name of the true one.
  const forged = () => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const key = options.forged ? forged() : await importJWK(signingKey, "ES256");
  return new SignJWT(claims).setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: signingKey.kid }).sign(key);
}
