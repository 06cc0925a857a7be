import { exportJWK, generateKeyPair, importJWK, SignJWT, type JWK } from "jose";
import { beforeAll, expect, test } from "vitest";
import { apiAudience, verifyAccessToken } from "./authenticate.ts";

const issuer = "https://music.example";
let signing: CryptoKey;
let publicJwk: JWK;
let jwks: string;

beforeAll(async () => {
  const pair = await generateKeyPair("ES256", { extractable: true });
  signing = pair.privateKey;
  publicJwk = { ...(await exportJWK(pair.publicKey)), kid: "k1", alg: "ES256", use: "sig" };
  jwks = JSON.stringify({ keys: [publicJwk] });
});

const claims = { sid: "s", client_id: "guest", explicit: "allowed", scope: "streaming", plan: "free", market: "DE", roles: ["guest"] };

function token(
  change: {
    header?: Record<string, unknown>;
    claims?: object;
    audience?: string;
    issuer?: string;
    expires?: string | number;
    issuedAt?: number;
  } = {},
) {
  return new SignJWT({ ...claims, ...change.claims })
    .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: "k1", ...change.header })
    .setIssuer(change.issuer ?? issuer)
    .setAudience(change.audience ?? apiAudience)
    .setSubject("guest:1")
    .setJti("j")
    .setIssuedAt(change.issuedAt)
    .setExpirationTime(change.expires ?? "10m");
}

const verify = (text: string) => verifyAccessToken(text, { jwks, issuers: [issuer] });
const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

test("a good token gives its claims", async () => {
  await expect(verify(await token().sign(signing))).resolves.toMatchObject({ sub: "guest:1", plan: "free", market: "DE" });
});

test("an expired one says so, all else is just unauthorized", async () => {
  await expect(verify(await token({ issuedAt: 1000, expires: 2000 }).sign(signing))).rejects.toMatchObject({
    code: "token_expired",
  });
  const old = token({ issuedAt: Math.floor(Date.now() / 1000) - 86_400, expires: "10y" });
  await expect(verify(await old.sign(signing))).rejects.toMatchObject({ code: "token_expired" });
  const good = await token().sign(signing);
  const [header = "", payload = "", signature = ""] = good.split(".");
  const otherPair = await generateKeyPair("ES256", { extractable: true });
  const hmacOfPublicKey = new TextEncoder().encode(JSON.stringify(publicJwk));
  const attacks: Record<string, string | Promise<string>> = {
    "no signature": `${header}.${payload}.`,
    "alg none": `${base64url({ alg: "none", typ: "at+jwt" })}.${payload}.`,
    "HMAC keyed with the public key": token({ header: { alg: "HS256" } }).sign(hmacOfPublicKey),
    "another key": token().sign(otherPair.privateKey),
    "another key, brought along": token({ header: { jwk: await exportJWK(otherPair.publicKey), kid: "k2" } }).sign(otherPair.privateKey),
    "payload changed": `${header}.${base64url({ ...claims, plan: "premium" })}.${signature}`,
    "another audience": token({ audience: "nearfield-accounts" }).sign(signing),
    "another issuer": token({ issuer: "https://evil.example" }).sign(signing),
    "an id token": token({ header: { typ: "JWT" } }).sign(signing),
    "critical header nobody knows": token()
      .sign(signing)
      .then((text) => `${base64url({ alg: "ES256", typ: "at+jwt", kid: "k1", crit: ["x"], x: 1 })}.${text.split(".").slice(1).join(".")}`),
    "claims of another shape": token({ claims: { plan: "gold" } }).sign(signing),
    empty: "",
    "not a token": "a.b.c",
  };
  for (const [name, attack] of Object.entries(attacks)) {
    const outcome = await verify(await attack).then(
      () => `accepted: ${name}`,
      (error: unknown) => (error instanceof Error && "code" in error ? error.code : error),
    );
    expect([name, outcome]).toEqual([name, "unauthorized"]);
  }
});

test("while keys are rotated, tokens of both are good", async () => {
  const next = await generateKeyPair("ES256", { extractable: true });
  const nextJwk = { ...(await exportJWK(next.publicKey)), kid: "k2", alg: "ES256" };
  const both = JSON.stringify({ keys: [publicJwk, nextJwk] });
  for (const [key, kid] of [
    [signing, "k1"],
    [next.privateKey, "k2"],
  ] as const) {
    const text = await token({ header: { kid } }).sign(key);
    await expect(verifyAccessToken(text, { jwks: both, issuers: [issuer] })).resolves.toBeDefined();
  }
  await expect(importJWK(nextJwk, "ES256")).resolves.toBeDefined();
});
