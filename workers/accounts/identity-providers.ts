/** Other issuers (OpenID Connect Core 1.0) that listeners may come in with, as the operator named them. */
import { z } from "zod";

const providerSchema = z.object({
  /** Stands in paths. */
  id: z.string().regex(/^[a-z0-9-]{1,32}$/),
  /** For people. */
  name: z.string().trim().min(1).max(64),
  /** As its metadata say it: identities are found by it, so it can't be changed. */
  issuer: z.url({ protocol: /^https?$/ }),
  client_id: z.string().min(1),
});
const secretsSchema = z.record(z.string(), z.string());

/** Without a secret: a public client. */
export type IdentityProvider = z.infer<typeof providerSchema> & { client_secret: string | undefined };

export type IdentityProviderBindings = {
  /** The variable: `[{"id":"example","name":"Example","issuer":"https://id.example","client_id":"…"}]`. */
  IDENTITY_PROVIDERS: string;
  /** The secret: `{"example":"<client secret>"}`. */
  IDENTITY_PROVIDER_SECRETS: string;
};

/** @throws z.ZodError or SyntaxError when the configuration is malformed */
export function identityProvidersOf(env: IdentityProviderBindings): IdentityProvider[] {
  const secrets = secretsSchema.parse(JSON.parse(env.IDENTITY_PROVIDER_SECRETS));
  const providers = z.array(providerSchema).parse(JSON.parse(env.IDENTITY_PROVIDERS));
  return providers.map((provider) => ({ ...provider, client_secret: secrets[provider.id] }));
}
