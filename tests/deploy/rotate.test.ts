import { expect, test } from "vitest";
import { grantKeysOf, signGrant, verifyGrant } from "../../frame/grant-signature.ts";
import { createSecrets } from "../../tools/start/secrets.ts";
import { rotateSecret } from "../../tools/rotate/rotate.ts";

const kidsOf = (text: string) => (JSON.parse(text) as { keys: { kid: string }[] }).keys.map(({ kid }) => kid);

test("the public key of the signing key before stays one rotation long, and no private part is published", async () => {
  const first = createSecrets();
  const second = rotateSecret(first, "TOKEN_SIGNING_KEY");
  const third = rotateSecret(second, "TOKEN_SIGNING_KEY");
  const [a, b, c] = [first, second, third].map(({ token_signing_key }) => (JSON.parse(token_signing_key) as { kid: string }).kid);
  expect(kidsOf(second.token_keys)).toEqual([b, a]);
  expect(kidsOf(third.token_keys)).toEqual([c, b]);
  expect(third.token_keys).not.toContain('"d"');
  expect({ ...third, token_keys: "", token_signing_key: "" }).toEqual({ ...first, token_keys: "", token_signing_key: "" });
});

test("a grant outlives one rotation of its key, and not two", async () => {
  const first = createSecrets();
  const now = 1_800_000_000_000;
  const grant = await signGrant(grantKeysOf(first.grant_keys), {
    expiresAt: now + 3_600_000,
    recordingId: "4uLU6hMCjMI75M1A2tKUQC",
    publishedAt: 1_700_000_000_000,
    files: [{ tier: "aac-128", bytes: 1000 }],
  });
  const second = rotateSecret(first, "GRANT_KEYS");
  const third = rotateSecret(second, "GRANT_KEYS");
  const kinds = await Promise.all(
    [first, second, third].map(async ({ grant_keys }) => (await verifyGrant(grantKeysOf(grant_keys), grant, now)).kind),
  );
  expect(kinds).toEqual(["valid", "valid", "forged"]);
});

test("what cannot be replaced is refused by name", async () => {
  expect(() => rotateSecret(createSecrets(), "DIRECTORY_KEY")).toThrow("every account is found by it");
  for (const name of ["STRIPE_SECRETS", "PASSWORD", "toString"]) {
    expect(() => rotateSecret(createSecrets(), name)).toThrow(`no secret ${name}`);
  }
});
