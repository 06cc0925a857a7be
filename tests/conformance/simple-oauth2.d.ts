/** What of the library is used here; it brings no types. */
declare module "simple-oauth2" {
  type Options = {
    client: { id: string; secret: string };
    auth: { tokenHost: string; tokenPath: string; revokePath?: string; authorizePath?: string };
    options?: { authorizationMethod?: "header" | "body" };
  };
  export type AccessToken = {
    token: { access_token: string; refresh_token?: string; expires_at: Date; scope: string };
    expired(windowSeconds?: number): boolean;
    refresh(parameters?: { scope?: string }): Promise<AccessToken>;
    revokeAll(): Promise<void>;
  };
  export class AuthorizationCode {
    constructor(options: Options);
    authorizeURL(parameters: { redirect_uri: string; scope: string[]; state: string }): string;
    getToken(parameters: { code: string; redirect_uri: string }): Promise<AccessToken>;
  }
  export class ClientCredentials {
    constructor(options: Options);
    getToken(parameters: { scope?: string }): Promise<AccessToken>;
  }
}
