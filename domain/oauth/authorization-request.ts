/** What an app asks a listener for (RFC 6749, section 4.1.1; OpenID Connect Core, section 3.1.2.1), read strictly. */
import { parseScope, type Scope } from "../access.ts";
import { isCodeChallenge } from "./pkce.ts";
import { matchesRedirectUri } from "./redirect-uri.ts";

/** What the player's own pages have to take along: a request that is longer would not come back from a login. */
export const longestRequest = 1900;

/** Ours: after a login that was asked for anew, the session has to be younger than this, seconds since 1970. */
export const loginAfterParameter = "login_after";

const single = [
  "response_type",
  "response_mode",
  "scope",
  "state",
  "nonce",
  "prompt",
  "show_dialog",
  "max_age",
  "code_challenge",
  "code_challenge_method",
  "request",
  "request_uri",
  "registration",
  loginAfterParameter,
] as const;

export type Prompt = "none" | "login" | "consent" | "select_account";
const prompts: readonly string[] = ["none", "login", "consent", "select_account"] satisfies Prompt[];

export type AuthorizationRequest = {
  scope: Scope[];
  state: string | undefined;
  nonce: string | undefined;
  codeChallenge: string | undefined;
  prompt: ReadonlySet<string>;
  /** Seconds since the listener proved who they are, at most. */
  maxAge: number | undefined;
  /** Seconds since 1970. */
  loginAfter: number | undefined;
};

export type AuthorizationFault = {
  error:
    | "invalid_request"
    | "unauthorized_client"
    | "unsupported_response_type"
    | "invalid_scope"
    | "request_not_supported"
    | "request_uri_not_supported"
    | "registration_not_supported";
  description: string;
};

export type AskingClient = { isPublic: boolean; redirectUris: readonly string[]; grantTypes: readonly string[] };

/** A parameter that is there once. An empty one counts as absent (RFC 6749, section 3.1). */
export function readOnce(parameters: URLSearchParams, name: string): { value: string | undefined; isRepeated: boolean } {
  const values = parameters.getAll(name);
  return { value: values[0] || undefined, isRepeated: values.length > 1 };
}

/**
 * Where the answer goes. Nobody is ever sent anywhere before this is settled.
 * @returns `asked`: as the client wrote it, which the code is bound to; undefined where it may not go there
 */
export function resolveRedirectUri(client: AskingClient, parameters: URLSearchParams): { uri: string; asked: string | null } | undefined {
  const { value, isRepeated } = readOnce(parameters, "redirect_uri");
  if (isRepeated) return undefined;
  const [only, ...others] = client.redirectUris;
  // RFC 6749, section 3.1.2.3: where there is one, it need not be said.
  if (value === undefined) return only !== undefined && others.length === 0 ? { uri: only, asked: null } : undefined;
  return client.redirectUris.some((registered) => matchesRedirectUri(registered, value)) ? { uri: value, asked: value } : undefined;
}

/** The state to give back, whatever else is wrong with a request. */
export function readState(parameters: URLSearchParams): string | undefined {
  const { value, isRepeated } = readOnce(parameters, "state");
  return isRepeated ? undefined : value;
}

export function readAuthorizationRequest(client: AskingClient, parameters: URLSearchParams): AuthorizationRequest | AuthorizationFault {
  const repeated = single.find((name) => readOnce(parameters, name).isRepeated);
  if (repeated) return fault("invalid_request", `${repeated} is there more than once.`);
  const get = (name: (typeof single)[number]): string | undefined => readOnce(parameters, name).value;
  const refusal = refuseUnsupported(client, get) ?? refuseProofKey(client, get);
  if (refusal) return refusal;
  const scope = parseScope(get("scope") ?? "");
  if (!scope) return fault("invalid_scope", "One of the scopes does not exist.");
  const prompt = new Set((get("prompt") ?? "").split(" ").filter((word) => word !== ""));
  if ([...prompt].some((word) => !prompts.includes(word))) return fault("invalid_request", "That prompt is not known.");
  if (prompt.has("none") && prompt.size > 1) return fault("invalid_request", "prompt=none stands alone.");
  // What the Web API's clients call it.
  if (get("show_dialog") === "true" && !prompt.has("none")) prompt.add("consent");
  const [maxAge, loginAfter] = [readSeconds(get("max_age")), readSeconds(get(loginAfterParameter))];
  if (maxAge === "malformed" || loginAfter === "malformed") return fault("invalid_request", "max_age is a number of seconds.");
  return { scope, state: get("state"), nonce: get("nonce"), codeChallenge: get("code_challenge"), prompt, maxAge, loginAfter };
}

type Getter = (name: (typeof single)[number]) => string | undefined;

function refuseUnsupported(client: AskingClient, get: Getter): AuthorizationFault | undefined {
  if (get("request") !== undefined) return fault("request_not_supported", "Requests come as parameters.");
  if (get("request_uri") !== undefined) return fault("request_uri_not_supported", "Requests come as parameters.");
  if (get("registration") !== undefined) return fault("registration_not_supported", "Apps are registered beforehand.");
  const type = get("response_type");
  if (type === undefined) return fault("invalid_request", "response_type is missing.");
  if (type !== "code") return fault("unsupported_response_type", "Only response_type=code is answered.");
  if ((get("response_mode") ?? "query") !== "query") return fault("invalid_request", "Only response_mode=query is answered.");
  if (!client.grantTypes.includes("authorization_code")) return fault("unauthorized_client", "This app may not ask listeners this way.");
  return undefined;
}

/** RFC 7636, section 4.4.1, and OAuth 2.1: whoever keeps no secret has nothing else to show that the code is theirs. */
function refuseProofKey(client: AskingClient, get: Getter): AuthorizationFault | undefined {
  const [challenge, method] = [get("code_challenge"), get("code_challenge_method")];
  if (challenge === undefined) {
    if (client.isPublic) return fault("invalid_request", "code_challenge is missing: a public client proves itself by PKCE.");
    return method === undefined ? undefined : fault("invalid_request", "code_challenge is missing.");
  }
  // Absent would mean `plain`.
  if (method !== "S256") return fault("invalid_request", "code_challenge_method has to be S256.");
  return isCodeChallenge(challenge) ? undefined : fault("invalid_request", "code_challenge is malformed.");
}

function readSeconds(text: string | undefined): number | undefined | "malformed" {
  if (text === undefined) return undefined;
  return /^\d{1,10}$/.test(text) ? Number(text) : "malformed";
}

function fault(error: AuthorizationFault["error"], description: string): AuthorizationFault {
  return { error, description };
}

/** Whether a login is too old for what was asked, or another one is wished for. @param authenticatedAt milliseconds since 1970 */
export function wantsLogin(request: AuthorizationRequest, authenticatedAt: number, now: number): boolean {
  const { prompt, maxAge, loginAfter } = request;
  if (prompt.has("login") || prompt.has("select_account")) return true;
  if (loginAfter !== undefined && authenticatedAt < loginAfter * 1000) return true;
  return maxAge !== undefined && now - authenticatedAt > maxAge * 1000;
}

/** The request as it comes back from a login that it asked for: the login has to be a new one, and is not asked for again. */
export function afterLogin(parameters: URLSearchParams, request: AuthorizationRequest, now: number): URLSearchParams {
  const next = new URLSearchParams(parameters);
  const prompt = [...request.prompt].filter((word) => word !== "login" && word !== "select_account");
  if (prompt.length > 0) next.set("prompt", prompt.join(" "));
  else next.delete("prompt");
  next.delete("max_age");
  next.set(loginAfterParameter, String(Math.floor(now / 1000)));
  return next;
}
