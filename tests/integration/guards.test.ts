/** What every route has to withstand, whoever is logged in: other sites' pages, frames, floods. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorBodySchema } from "../../contracts/errors.ts";
import { requestLimits, requestWindow } from "../../frame/request-limits.ts";
import { changes, policiesOfWorkers, requestsOf, type RouteRequest } from "../support/every-route.ts";
import { openPeople, type People, type Person } from "../support/people.ts";
import { startService, type TestService } from "../support/runtime.ts";

async function reasonOf(response: Response): Promise<string | undefined> {
  const body: unknown = await response.json().catch(() => undefined);
  return errorBodySchema.safeParse(body).data?.error.reason;
}

describe("another site's page", () => {
  let service: TestService;
  let victim: Person;
  beforeAll(async () => {
    service = await startService();
    victim = await (await openPeople(service)).make({ roles: ["admin"], scope: "streaming" });
  });
  afterAll(() => service.stop());

  /** As a form or a script of another site sends it: the browser brings the cookies along, and says where from. */
  const pages: Record<string, Record<string, string>> = {
    "names its own origin": { origin: "https://evil.example" },
    "hides its origin": { origin: "null" },
    "names none": {},
    "is told by the browser to be another site's": { origin: "own", "sec-fetch-site": "cross-site" },
    "is told to be a neighbour's": { origin: "own", "sec-fetch-site": "same-site" },
  };
  /** With cookies for whoever reads them: the login of the accounts Worker, the token of the api. */
  const cookies = () => `${victim.cookie}; access=${victim.token}`;
  const ofPages = ({ policy, path }: RouteRequest) =>
    policy.kind === "session" || policy.kind === "token" || (policy.kind === "open" && /^\/(accounts|dev)\//.test(path));

  test.each(Object.entries(pages))("that %s changes nothing", async (_, headers) => {
    const requests = Object.values(policiesOfWorkers)
      .flatMap((policies) => requestsOf(policies))
      .filter(changes)
      .filter(ofPages);
    expect(requests.length).toBeGreaterThan(8);
    const { origin, ...others } = headers;
    const named = origin === undefined ? {} : { origin: origin === "own" ? service.url : origin };
    const seen: string[] = [];
    for (const { route, method, path } of requests) {
      for (const type of ["application/json", "application/x-www-form-urlencoded", "text/plain"]) {
        const response = await fetch(service.url + path, {
          method,
          headers: { cookie: cookies(), "content-type": type, ...named, ...others },
          body: "{}",
        });
        seen.push(`${route} ${response.status} ${await reasonOf(response)} ${response.headers.getSetCookie().length}`);
      }
    }
    expect(seen.filter((line) => !line.endsWith(" 403 cross_site 0"))).toEqual([]);
  });

  test("gets no answer of ours into a frame, and none that it could mistake", async () => {
    const requests = Object.values(policiesOfWorkers).flatMap((policies) => requestsOf(policies));
    const pagesOfPlayer = ["/", "/login", "/nowhere", "/assets/gone.js", "/index.html", "/authorize", "/dev/mail"];
    const all = [...requests, ...pagesOfPlayer.map((path) => ({ route: `GET ${path}`, method: "GET", path }))];
    for (const { route, method, path } of all) {
      const response = await fetch(service.url + path, { method, redirect: "manual", ...(method !== "GET" && { body: "{}" }) });
      await response.body?.cancel();
      const { headers } = response;
      const shared = path.startsWith("/media/") || path.startsWith("/images/");
      expect([route, headers.get("x-content-type-options")]).toEqual([route, "nosniff"]);
      expect([route, headers.get("referrer-policy")]).toEqual([
        route,
        expect.stringMatching(/^(same-origin|strict-origin.*|no-referrer)$/),
      ]);
      expect([route, headers.get("cross-origin-resource-policy")]).toEqual([route, shared ? "cross-origin" : "same-origin"]);
      if (!headers.get("content-type")?.startsWith("text/html")) continue;
      const policy = headers.get("content-security-policy") ?? "";
      expect([route, policy]).toEqual([route, expect.stringMatching(/default-src '(self|none)'.*base-uri 'none'.*frame-ancestors 'none'/)]);
      expect([route, policy]).toEqual([route, expect.not.stringContaining("unsafe")]);
    }
  });

  test("reads no answer that is meant for its listener: nothing but audio, covers and what a token opens is shared", async () => {
    const requests = Object.values(policiesOfWorkers).flatMap((policies) => requestsOf(policies));
    for (const { route, method, path, policy } of requests) {
      if (policy.kind !== "session") continue;
      const origin = "https://evil.example";
      const response = await fetch(service.url + path, {
        method,
        headers: { origin, cookie: cookies() },
        ...(method !== "GET" && { body: "{}" }),
      });
      await response.body?.cancel();
      const { headers } = response;
      const seen = [route, headers.get("access-control-allow-origin"), headers.get("access-control-allow-credentials")];
      expect(seen).toEqual([route, null, null]);
    }
  });
});

describe("a flood", () => {
  let service: TestService;
  let people: People;
  const factor = 0.02;
  beforeAll(async () => {
    service = await startService({ vars: { REQUEST_LIMITS: String(factor) } });
    people = await openPeople(service);
  });
  afterAll(() => service.stop());

  const ask = (path: string, headers: Record<string, string>) => fetch(service.url + path, { headers });

  /** Waits for a window that has just begun, then sends requests. @returns how many were let through, and the first refusal */
  async function flood(send: () => Promise<Response>, count: number) {
    const rest = requestWindow * 1000 - (Date.now() % (requestWindow * 1000));
    if (rest < 5000) await new Promise((resolve) => setTimeout(resolve, rest + 50));
    const answers: Response[] = [];
    for (let sent = 0; sent < count; sent += 1) answers.push(await send());
    const refused = answers.filter(({ status }) => status === 429);
    return { passed: answers.length - refused.length, refused: refused[0] };
  }

  test(
    "by one listener is refused with the time to wait, at the api and at accounts, while others go on",
    { timeout: 60_000 },
    async () => {
      const limit = requestLimits.LISTENER_REQUESTS * factor;
      const [one, other] = [await people.make({ scope: "streaming" }), await people.make({ scope: "streaming" })];
      const read = (who: Person) => ask("/v1/browse/new-releases", { authorization: `Bearer ${who.token}` });
      const { passed, refused } = await flood(() => read(one), limit + 3);
      expect(passed).toBe(limit);
      expect(await refused?.json()).toMatchObject({ error: { status: 429, reason: "rate_limited" } });
      expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
      expect((await read(other)).status).toBe(200);
      expect((await flood(() => ask("/accounts/v1/passkeys", { cookie: one.cookie }), limit + 3)).passed).toBe(limit);
    },
  );

  test("from one address by guests, or with tokens that are none, is refused", { timeout: 60_000 }, async () => {
    const limit = requestLimits.ADDRESS_REQUESTS * factor;
    const from = { "cf-connecting-ip": "203.0.113.9" };
    const { passed, refused } = await flood(() => ask("/v1/browse/new-releases", { ...from, authorization: "Bearer x.y.z" }), limit + 3);
    expect([passed, refused?.status]).toEqual([limit, 429]);
    expect((await ask("/v1/browse/new-releases", { "cf-connecting-ip": "203.0.113.10", authorization: "Bearer x.y.z" })).status).toBe(401);
    expect((await flood(() => ask("/accounts/v1/identity-providers", from), limit + 3)).refused?.status).toBe(429);
  });
});
