/** A real OpenID issuer (npm oidc-provider) on a loopback address, whose person at the screen is whoever the test says. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { Provider } from "oidc-provider";

export type Person = { sub: string; email?: string; email_verified?: boolean; name?: string };

export type IdentityIssuer = {
  url: string;
  /** Who logs in next; undefined: whoever it is declines. */
  person: Person | undefined;
  /** Answers from now on, and sends its only client back to these addresses alone. */
  serve(redirectUris: string[], client?: { confidential: boolean }): void;
  stop(): Promise<void>;
};

export const issuerClient = { id: "nearfield", secret: "a secret of sixty-four characters, which nobody could ever guess." };

/** Has an address at once, for the configuration of a service that has to be there before its own address is known. */
export async function startIdentityIssuer(): Promise<IdentityIssuer> {
  const server = createServer();
  const url = await listen(server);
  const issuer: IdentityIssuer = {
    url,
    person: undefined,
    serve: (redirectUris, client = { confidential: true }) => serve(server, openProvider(url, redirectUris, client), issuer),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return issuer;
}

const people = new Map<string, Person>();

function serve(server: Server, provider: Provider, issuer: IdentityIssuer): void {
  const answer = provider.callback();
  server.on("request", (request, response) => {
    const work = request.url?.startsWith("/interaction/") ? interact(provider, issuer, request, response) : answer(request, response);
    work.catch((error: unknown) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });
}

function openProvider(url: string, redirectUris: string[], { confidential }: { confidential: boolean }): Provider {
  const authentication = confidential ? { client_secret: issuerClient.secret } : { token_endpoint_auth_method: "none" };
  return new Provider(url, {
    clients: [{ client_id: issuerClient.id, redirect_uris: redirectUris, ...authentication }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
    cookies: { keys: ["a key for this run"] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    pkce: { required: () => true },
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => people.get(id) }),
  });
}

/** Logs the person in and consents, or declines, without a page to look at. */
async function interact(provider: Provider, { person }: IdentityIssuer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { params } = await provider.interactionDetails(request, response);
  if (!person) return provider.interactionFinished(request, response, { error: "access_denied" });
  people.set(person.sub, person);
  const grant = new provider.Grant({ accountId: person.sub, clientId: params.client_id });
  grant.addOIDCScope("openid email profile");
  const result = { login: { accountId: person.sub }, consent: { grantId: await grant.save() } };
  return provider.interactionFinished(request, response, result);
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(`http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`);
    });
  });
}
