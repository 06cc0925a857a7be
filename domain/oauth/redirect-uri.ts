/** Where answers to an authorization request may go: exactly where the client said beforehand (RFC 9700, section 2.1). */

/** What a URI is made of, as far as one can be sent along in a header: no spaces, quotes, backslashes or characters beyond ASCII. */
const written = /^[!#-;=?-[\]_a-z~]+$/;

/** RFC 8252, section 7.3: a native app listens on whatever port is free. Addresses only, since a name may lead elsewhere. */
const loopback = /^http:\/\/(127\.0\.0\.1|\[::1\])(?::([1-9]\d{0,4}))?((?:[/?].*)?)$/;

/** Whether a client that registered a URI may be answered at another spelling of it. */
export function matchesRedirectUri(registered: string, asked: string): boolean {
  if (registered === asked) return true;
  const [known, wanted] = [loopback.exec(registered), loopback.exec(asked)];
  if (!known || !wanted || !written.test(asked) || asked.includes("#")) return false;
  return known[1] === wanted[1] && known[3] === wanted[3] && Number(wanted[2] ?? 80) <= 65_535;
}

export type RedirectUriFault = "malformed" | "fragment" | "wildcard" | "user_info" | "not_encrypted" | "not_own_scheme" | "path_traversal";

/**
 * What keeps a URI from being registered: `https` is welcome anywhere, `http` on this machine only, and a scheme of an app's own
 * where it is a domain turned round (RFC 8252, section 7.1), so that it can't run as a script.
 */
export function faultOfRedirectUri(uri: string): RedirectUriFault | undefined {
  if (!written.test(uri) || !URL.canParse(uri)) return "malformed";
  if (uri.includes("#")) return "fragment";
  if (uri.includes("*")) return "wildcard";
  const { protocol, username, password, hostname } = new URL(uri);
  if (username || password || /^[^/?]*\/\/[^/?]*@/.test(uri)) return "user_info";
  if (/\/(?:\.|%2e){1,2}(?:[/?]|$)/i.test(uri)) return "path_traversal";
  if (protocol === "https:") return /^https:\/\/[^/]/.test(uri) ? undefined : "malformed";
  if (protocol === "http:") return ["127.0.0.1", "[::1]", "localhost"].includes(hostname) ? undefined : "not_encrypted";
  return /^[a-z][a-z\d+-]*(?:\.[a-z\d+-]+)+:$/.test(protocol) ? undefined : "not_own_scheme";
}

/** Whether only the client itself can be listening there: any app may claim a port or a scheme, nobody a domain (RFC 8252, section 8.6). */
export function provesClient(redirectUri: string): boolean {
  return redirectUri.startsWith("https://");
}

/** The host that a listener is sent back to; of an app's own scheme, the scheme. Both are plain: they were registered. */
export function placeOf(uri: string): string {
  const { host, protocol } = new URL(uri);
  return host || protocol.slice(0, -1);
}

/** The URI with parameters added to whatever query it has (RFC 6749, section 3.1.2). */
export function withParameters(redirectUri: string, parameters: Record<string, string | undefined>): string {
  const added = new URLSearchParams(
    Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ).toString();
  const joint = !redirectUri.includes("?") ? "?" : /[?&]$/.test(redirectUri) ? "" : "&";
  return `${redirectUri}${joint}${added}`;
}
