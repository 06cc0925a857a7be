/** What a deployment is given rather than makes: secrets of others, and somebody to be the first admin. */
import { readFileSync, rmSync } from "node:fs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DeployProblem } from "../../tools/deploy/problem.ts";
import { Bench, settingsOfTest } from "./fixture.ts";

vi.setConfig({ testTimeout: 180_000 });

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

const mailed = settingsOfTest.replace("[vars]", '[vars]\nMAIL = "http"');
const withSecrets = `${mailed}\n[secrets]\nfrom_environment = ["MAIL_KEY", "STRIPE_SECRETS"]\n`;
const withAdmin = `${mailed}\n[admin]\nemail = "Ada@Example.org"\n`;

function secretsOf(worker: string): Record<string, unknown> {
  const bindings = bench.cloudflare.state.liveVersion(worker)?.bindings ?? [];
  return Object.fromEntries(bindings.flatMap(({ type, name, text }) => (type === "secret_text" ? [[name, text]] : [])));
}

test("a secret of others is sent when it is set, once, and again when it is another", async () => {
  await bench.run({ settings: withSecrets, environment: { MAIL_KEY: "given-by-the-mailer" } });
  expect(secretsOf("radio-store")).toMatchObject({ MAIL_KEY: "given-by-the-mailer", STRIPE_SECRETS: "{}" });
  expect(secretsOf("radio-api")).not.toHaveProperty("MAIL_KEY");

  bench.cloudflare.mend();
  for (const environment of [{ MAIL_KEY: "given-by-the-mailer" }, {}, { MAIL_KEY: "" }]) {
    expect((await bench.run({ settings: withSecrets, environment })).outcome).toBe("unchanged");
  }
  expect(bench.cloudflare.changes).toEqual([]);

  const { printed } = await bench.run({
    settings: withSecrets,
    environment: { MAIL_KEY: "another", STRIPE_SECRETS: '{"secret_key":"sk"}' },
  });
  expect(printed).toContain("deploy radio-store (secret STRIPE_SECRETS, secret MAIL_KEY)");
  expect(secretsOf("radio-store")).toMatchObject({ MAIL_KEY: "another", STRIPE_SECRETS: '{"secret_key":"sk"}' });
  expect((await bench.run({ settings: withSecrets })).outcome).toBe("unchanged");
  expect(bench.printed).not.toContain("given-by-the-mailer");
});

test("a secret that nobody takes, or that is made here, is not given", async () => {
  for (const [name, message] of [
    ["MAIL_KEYS", "No Worker takes a secret MAIL_KEYS"],
    ["TOKEN_SIGNING_KEY", "TOKEN_SIGNING_KEY is made by the deployment"],
  ]) {
    const settings = `${mailed}\n[secrets]\nfrom_environment = ["${name}"]\n`;
    await expect(bench.run({ settings, environment: { [name ?? ""]: "x" } })).rejects.toThrow(message);
  }
  expect(bench.cloudflare.changes).toEqual([]);
});

test("the first admin is invited once, when the service answers", async () => {
  bench.serviceAnswer = undefined;
  const first = await bench.run({ settings: withAdmin });
  expect(first.printed).toContain("does not answer yet: run npm run deploy again");
  bench.serviceAnswer = 202;
  bench.calls.length = 0;
  expect((await bench.run({ settings: withAdmin })).printed).toContain("ada@example.org has mail");
  const { OPERATOR_KEY } = bench.keyring().values;
  expect(bench.calls).toEqual([
    {
      url: "https://music.example.org/accounts/v1/operator/admin-invitations",
      authorization: `Bearer ${OPERATOR_KEY}`,
      body: '{"email":"ada@example.org"}',
    },
  ]);
  bench.cloudflare.mend();
  expect((await bench.run({ settings: withAdmin })).outcome).toBe("unchanged");
  expect([bench.calls.length, bench.cloudflare.changes]).toEqual([1, []]);
  expect(bench.printed).not.toContain(OPERATOR_KEY);
});

test("where there is an admin, or no copy of the operator's key, nobody is invited", async () => {
  bench.serviceAnswer = 409;
  await bench.run({ settings: withAdmin });
  expect((await bench.run({ settings: withAdmin })).outcome).toBe("unchanged");
  rmSync(bench.keyringFile);
  expect((await bench.run({ settings: withAdmin })).outcome).toBe("unchanged");
  expect(bench.calls).toHaveLength(1);
});

test("an invitation that could not be mailed is refused before anything is made", async () => {
  const settings = withAdmin.replace('MAIL = "http"', "");
  await expect(bench.run({ settings })).rejects.toThrow(DeployProblem);
  expect(bench.cloudflare.changes).toEqual([]);
});

test("e-mail by the platform is a binding, and only then", async () => {
  await bench.run({ settings: mailed.replace("http", "cloudflare") });
  const bindings = bench.cloudflare.state.liveVersion("radio-store")?.bindings.map(({ type, name }) => `${type} ${name}`);
  expect(bindings).toContain("send_email MAIL_OUT");
  expect(readFileSync(bench.keyringFile, "utf8")).not.toContain("MAIL_OUT");
});
