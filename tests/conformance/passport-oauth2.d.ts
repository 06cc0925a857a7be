/** What of the library is used here; it brings no types. */
declare module "passport-oauth2" {
  type Done<Value> = (error: unknown, value?: Value) => void;
  export type Tokens = { access_token: string; refresh_token?: string; scope: string; expires_in: number };
  export type Profile = { sub: string; email?: string };
  export type Login = { profile: Profile; accessToken: string; refreshToken: string };
  type Incoming = { query: Record<string, string>; session: Record<string, unknown> };

  export default class Strategy {
    constructor(
      options: {
        authorizationURL: string;
        tokenURL: string;
        clientID: string;
        clientSecret: string;
        callbackURL: string;
        scope: string[];
        state: true;
        pkce: boolean;
      },
      verify: (accessToken: string, refreshToken: string, profile: Profile, done: Done<Login>) => void,
    );
    authenticate(request: Incoming): void;
    userProfile(accessToken: string, done: Done<Profile>): void;
    protected _oauth2: {
      useAuthorizationHeaderforGET(wanted: boolean): void;
      get(url: string, accessToken: string, done: (error: unknown, body: string) => void): void;
      getOAuthAccessToken(
        code: string,
        parameters: Record<string, string>,
        done: (error: unknown, accessToken: string, refreshToken: string, tokens: Tokens) => void,
      ): void;
    };
    /** What passport adds to a copy of the strategy for each request. */
    redirect: (url: string) => void;
    success: (login: Login) => void;
    fail: (challenge: unknown) => void;
    error: (error: unknown) => void;
  }
}
