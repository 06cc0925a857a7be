/** A developer's app: which grants it has, by what it says of itself. */
import { deviceGrant, grantTypeSchema, type GrantType } from "../access.ts";
import { faultOfRedirectUri, type RedirectUriFault } from "./redirect-uri.ts";

/** How many a developer may have. */
export const appLimit = 20;

export type AppKind = { redirectUris: readonly string[]; confidential: boolean; device: boolean };

/** Nobody asks for grants by name: an address to come back to makes a code, a secret lets an app act for itself. */
export function grantTypesOf({ redirectUris, confidential, device }: AppKind): GrantType[] {
  const codes = redirectUris.length > 0;
  const grants: Record<GrantType, boolean> = {
    authorization_code: codes,
    refresh_token: codes || device,
    client_credentials: confidential,
    [deviceGrant]: device,
  };
  return grantTypeSchema.options.filter((type) => grants[type]);
}

export function isDeviceApp(grantTypes: readonly string[]): boolean {
  return grantTypes.includes(deviceGrant);
}

const faults: Record<RedirectUriFault, string> = {
  malformed: "It is not a URI as it travels: ASCII, without spaces, everything else percent-encoded.",
  fragment: "It has a fragment (#…), which no browser would send back.",
  wildcard: "It has a wildcard (*): write down each address.",
  user_info: "It has a user name or a password.",
  not_encrypted: "http is for this machine only (127.0.0.1, [::1], localhost): use https.",
  not_own_scheme: "A scheme of your app's own is a domain of yours turned round, e.g. com.example.app:/callback.",
  path_traversal: "Its path has . or .. in it: write it as it is.",
};

/** What is wrong with an app, for its developer; `field` as it is called on the wire. */
export function faultOfApp(app: AppKind): { field: string; message: string } | undefined {
  for (const [index, uri] of app.redirectUris.entries()) {
    const fault = faultOfRedirectUri(uri);
    if (fault) return { field: `redirect_uris.${index}`, message: faults[fault] };
  }
  if (grantTypesOf(app).length > 0) return undefined;
  return { field: "redirect_uris", message: "Nobody could log in with it: a public app needs a redirect URI, or to be a device." };
}
