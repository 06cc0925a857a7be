/** An app and its listener, for tests of the OAuth server. */
import { env } from "cloudflare:workers";
import { z } from "zod";
import { tokenResponseSchema, type TokenResponse } from "../../../contracts/access-token.ts";
import { redirectResponseSchema } from "../../../contracts/accounts/apps.ts";
import { oauthErrorBodySchema } from "../../../contracts/oauth.ts";
import { putClient } from "../../../d1/accounts/clients.ts";
import type { OAuthClientRow } from "../../../d1/schema/accounts.ts";
import { grantTypeSchema } from "../../../domain/access.ts";
import { hashSecret } from "../oauth/secret.ts";
import { composeServices } from "../services.ts";
import { origin, type Browser } from "./browser.ts";

export const callback = "https://app.example/callback";
export const clientSecret = "a secret: with ümlauts & signs";
/** RFC 7636, appendix B. */
export const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
export const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
export const proofKey = { code_challenge: challenge, code_challenge_method: "S256" };

export const allGrantTypes = grantTypeSchema.options;
let made = 0;

/** A confidential client, unless it is said to be public. */
export async function makeClient(options: Partial<OAuthClientRow> & { isPublic?: boolean } = {}): Promise<OAuthClientRow> {
  const { isPublic, ...changes } = options;
  const row: OAuthClientRow = {
    id: `client-${(made += 1)}`,
    ownerId: null,
    name: "Sunday Mixes",
    description: "",
    website: null,
    redirectUris: [callback],
    grantTypes: isPublic ? allGrantTypes.filter((type) => type !== "client_credentials") : allGrantTypes,
    secretHash: isPublic ? null : await hashSecret(clientSecret),
    createdAt: 0,
    updatedAt: 0,
    deletedAt: null,
    ...changes,
  };
  await putClient(servicesAt(Date.now()).accounts, row);
  return row;
}

export function servicesAt(now: number) {
  return composeServices(env, new Request(origin), now);
}

/** RFC 6749, section 2.3.1: each part form-encoded before it is joined. */
export function basic(client: OAuthClientRow, secret = clientSecret): Record<string, string> {
  const encode = (text: string) => new URLSearchParams({ "": text }).toString().slice(1);
  return { authorization: `Basic ${btoa(`${encode(client.id)}:${encode(secret)}`)}` };
}

/** Sends a form as an app does: from no page, with no cookie. */
export async function post(
  browser: Browser,
  path: string,
  form: Record<string, string> | URLSearchParams,
  headers: Record<string, string> = {},
): Promise<Response> {
  return browser.send("POST", path, { body: new URLSearchParams(form), headers: { cookie: "", ...headers } });
}

export function authorizePath(client: OAuthClientRow, parameters: Record<string, string> = {}): string {
  const query = { client_id: client.id, response_type: "code", redirect_uri: callback, ...parameters };
  return `/authorize?${new URLSearchParams(query).toString()}`;
}

/** Asks for authorization, and agrees where the consent page asks. @returns where the browser is sent in the end */
export async function authorizeAs(browser: Browser, client: OAuthClientRow, parameters: Record<string, string> = {}): Promise<URL> {
  const first = locationOf(await browser.send("GET", authorizePath(client, parameters)));
  if (first.pathname !== "/consent" || first.origin !== origin) return first;
  const body = { query: first.search.slice(1), decision: "allow" };
  const response = await browser.send("POST", "/accounts/v1/authorization", { body });
  return new URL(redirectResponseSchema.parse(await response.json()).redirect, origin);
}

export async function codeFor(browser: Browser, client: OAuthClientRow, parameters: Record<string, string> = {}): Promise<string> {
  return z.string().parse((await authorizeAs(browser, client, parameters)).searchParams.get("code"));
}

export async function redeem(browser: Browser, client: OAuthClientRow, code: string, form: Record<string, string> = {}): Promise<Response> {
  return postAs(browser, client, "/api/token", { grant_type: "authorization_code", code, redirect_uri: callback, ...form });
}

export async function refreshWith(
  browser: Browser,
  client: OAuthClientRow,
  refreshToken: string,
  form: Record<string, string> = {},
): Promise<Response> {
  return postAs(browser, client, "/api/token", { grant_type: "refresh_token", refresh_token: refreshToken, ...form });
}

/** As the client that it is: with its secret, or by its name alone. */
export async function postAs(browser: Browser, client: OAuthClientRow, path: string, form: Record<string, string>): Promise<Response> {
  if (client.secretHash !== null) return post(browser, path, form, basic(client));
  return post(browser, path, { client_id: client.id, ...form });
}

/** The whole way, by the code flow. */
export async function tokensFor(browser: Browser, client: OAuthClientRow, scope = "openid streaming") {
  const code = await codeFor(browser, client, { scope, ...proofKey });
  return withRefreshToken(await redeem(browser, client, code, { code_verifier: verifier }));
}

export async function tokensOf(response: Response): Promise<TokenResponse> {
  return tokenResponseSchema.parse(await response.json());
}

export async function withRefreshToken(response: Response) {
  return tokenResponseSchema.required({ refresh_token: true }).parse(await response.json());
}

export function locationOf(response: Response): URL {
  return new URL(response.headers.get("location") ?? "about:blank", origin);
}

/** Status and code of an OAuth error. */
export async function errorOf(response: Response): Promise<[number, string]> {
  return [response.status, oauthErrorBodySchema.parse(await response.json()).error];
}

/** What a redirect tells the app. */
export function answerOf(url: URL): Record<string, string> {
  return Object.fromEntries(url.searchParams);
}
