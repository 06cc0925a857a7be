import { env } from "cloudflare:workers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { insertIdentity, listIdentities } from "../../d1/accounts/identities.ts";
import { insertPasskey, listPasskeys } from "../../d1/accounts/passkeys.ts";
import { openDatabases } from "../../d1/databases.ts";
import { openListener } from "./support/listener.ts";

const accounts = openDatabases(env, env.ACCOUNTS_SLICES);
const ids = ["north", "south", "gone"] as const;
const issuerOf = (id: string): string => `https://${id}.example`;
/** `gone` is offered no more. */
const offered = ids.slice(0, 2).map((id) => ({ id, name: id, issuer: issuerOf(id), client_id: "c" }));
const bindings = { IDENTITY_PROVIDERS: JSON.stringify(offered) };

const waysIn = fc.record({
  password: fc.boolean(),
  passkeys: fc.integer({ min: 0, max: 3 }),
  identities: fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 3 }),
});

test("however many ways in are removed at once, one is left where there was one", async () => {
  await fc.assert(
    fc.asyncProperty(waysIn, async ({ password, passkeys, identities }) => {
      const { browser, account } = await openListener({ password, bindings });
      const [accountId, createdAt] = [account.id, 0];
      const names = Array.from({ length: passkeys }, () => crypto.randomUUID());
      const blank = { publicKey: "", signCount: 0, transports: [], backedUp: false, usedAt: null };
      for (const id of names) await insertPasskey(accounts, { ...blank, id, accountId, name: "Passkey", createdAt });
      for (const id of identities) {
        await insertIdentity(accounts, { issuer: issuerOf(id), subject: crypto.randomUUID(), accountId, email: null, createdAt });
      }
      const paths = [
        ...names.map((id) => `/accounts/v1/passkeys/${id}`),
        ...identities.map((id) => `/accounts/v1/identities/${id === "gone" ? encodeURIComponent(issuerOf(id)) : id}`),
      ];
      const statuses = await Promise.all(paths.map(async (path) => (await browser.send("DELETE", path)).status));
      const left = [...(await listPasskeys(accounts, accountId)), ...(await listIdentities(accounts, accountId))];
      const good = passkeys + identities.filter((id) => id !== "gone").length;
      expect(left).toHaveLength(password || good === 0 ? 0 : 1);
      expect(statuses.filter((status) => status === 409)).toHaveLength(left.length);
      expect(left.map((row) => "issuer" in row && row.issuer)).not.toContain(issuerOf("gone"));
    }),
    { numRuns: 30 },
  );
});

test("ways in are added to a login of the last ten minutes, and an older one is asked for another", async () => {
  const clock = { now: Date.UTC(2026, 10, 21, 12) };
  const adds = [
    ["passkeys/options", undefined],
    ["identity-providers/north/link", undefined],
    ["proven-identity", undefined],
    ["password", { password: "seven-brass-looms-dream" }],
    ["email-changes", { email: "moved@fresh.example" }],
  ] as const;
  const { browser } = await openListener({ clock, password: false, bindings });
  const reasons = async () => {
    const answers = [];
    for (const [path, body] of adds) answers.push(await browser.send("POST", `/accounts/v1/${path}`, { body }));
    return Promise.all(answers.map(async (answer) => /"reason":"(\w+)"/.exec(await answer.text())?.[1] ?? answer.status));
  };
  clock.now += 10 * 60_000;
  expect(await reasons()).toEqual(adds.map(() => "fresh_login_required"));
  clock.now -= 1;
  expect(await reasons()).not.toContain("fresh_login_required");
});
