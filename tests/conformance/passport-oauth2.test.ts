/** What most sites on Express log in by. Passport itself only hands each request to a copy of the strategy, as is done here. */
import { createServer, type Server } from "node:http";
import Strategy, { type Login, type Profile, type Tokens } from "passport-oauth2";
import { afterEach, expect, inject, test } from "vitest";
import { demoApp } from "../support/demo.ts";
import { openConsentingBrowser } from "../support/consenting-browser.ts";

const url = inject("serviceUrl");
const scope = ["openid", "email", "streaming"];
let site: Server | undefined;
afterEach(() => site?.close());

/** As sites write theirs: the profile is read where the service says. */
class NearfieldStrategy extends Strategy {
  private get client() {
    // eslint-disable-next-line no-underscore-dangle -- the library's name for what strategies may use
    return this._oauth2;
  }

  override userProfile(accessToken: string, done: (error: unknown, profile?: Profile) => void): void {
    this.client.useAuthorizationHeaderforGET(true);
    this.client.get(`${url}/oauth/userinfo`, accessToken, (error, body) => (error ? done(error) : done(null, JSON.parse(body) as Profile)));
  }

  /** The library's own way to trade a refresh token, as its users write it. */
  async refresh(refreshToken: string): Promise<Tokens> {
    return new Promise((resolve, reject) => {
      this.client.getOAuthAccessToken(refreshToken, { grant_type: "refresh_token" }, (error, _access, _refresh, tokens) =>
        error ? reject(error) : resolve(tokens),
      );
    });
  }
}

type Outcome = { login: Login } | { failed: unknown } | { error: unknown };

/** A site with one visitor, which logs in at /login and comes back at /callback. */
async function openSite({ pkce = true, secret = demoApp.secret, visitor = "label@demo.test" } = {}) {
  const session = {};
  let settle: (outcome: Outcome) => void = () => undefined;
  const outcome = new Promise<Outcome>((resolve) => (settle = resolve));
  site = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? "", "http://site.test");
    const end = (reached: Outcome): void => {
      response.end();
      settle(reached);
    };
    Object.assign(Object.create(strategy) as Strategy, {
      redirect: (location: string) => response.writeHead(302, { location }).end(),
      success: (login: Login) => end({ login }),
      fail: (failed: unknown) => end({ failed }),
      error: (error: unknown) => end({ error }),
    }).authenticate({ query: Object.fromEntries(searchParams), session });
  });
  const server = site;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  // A native app takes the port that it gets: what was registered names another (RFC 8252, section 7.3).
  const origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  const strategy = new NearfieldStrategy(
    {
      authorizationURL: `${url}/authorize`,
      tokenURL: `${url}/api/token`,
      clientID: demoApp.id,
      clientSecret: secret,
      callbackURL: `${origin}/callback`,
      scope,
      state: true,
      pkce,
    },
    (accessToken, refreshToken, profile, done) => done(null, { accessToken, refreshToken, profile }),
  );
  const browser = openConsentingBrowser(url, visitor);
  return {
    strategy,
    visit: async (decision?: "allow" | "deny"): Promise<Outcome> => {
      const leave = await browser.send(`${origin}/login`);
      const back = await browser.authorize(leave.headers.get("location") ?? "", decision);
      await browser.send(back.href);
      return outcome;
    },
  };
}

test.each([true, false])("a visitor logs in (with PKCE: %s), and the site refreshes", async (pkce) => {
  const { strategy, visit } = await openSite({ pkce });
  const outcome = await visit();
  expect(outcome).toMatchObject({ login: { profile: { email: "label@demo.test" } } });
  if (!("login" in outcome)) throw new Error("nobody logged in");
  const { refreshToken, accessToken, profile } = outcome.login;
  const tokens = await strategy.refresh(refreshToken);
  expect(tokens.scope).toBe(scope.join(" "));
  expect(tokens.access_token).not.toBe(accessToken);
  const answer = await fetch(`${url}/oauth/userinfo`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
  expect(await answer.json()).toEqual(profile);
  await expect(strategy.refresh("no token")).rejects.toMatchObject({ statusCode: 400, data: expect.stringContaining("invalid_grant") });
});

test("who says no is not logged in, and the site is told", async () => {
  const { visit } = await openSite({ visitor: "moderator@demo.test" });
  expect(await visit("deny")).toEqual({ failed: { message: "The listener said no." } });
});

test("a site with a wrong secret is told which error it is", async () => {
  const { visit } = await openSite({ secret: "not-the-secret" });
  expect(await visit()).toMatchObject({ error: { name: "TokenError", code: "invalid_client" } });
});
