/** `npm run deploy` against a stand-in of Cloudflare's API: what it makes, that it makes it once, and that it goes on where it stopped. */
import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { runWrangler } from "../../tools/deploy/wrangler.ts";
import { testAccount, testToken } from "./cloudflare/server.ts";
import { Bench, settingsOfTest } from "./fixture.ts";

// Each run starts wrangler some eight times; on a busy machine that is a minute.
vi.setConfig({ testTimeout: 180_000 });

describe("an account in the course of time", () => {
  let bench: Bench;
  let firstKeyring: Buffer;
  beforeAll(async () => {
    bench = await Bench.open();
  });
  beforeEach(() => bench.cloudflare.mend());
  afterAll(() => bench.close());

  test("a dry run shows the plan and changes nothing", async () => {
    const { outcome, printed } = await bench.run({ dryRun: true });
    expect(outcome).toBe("planned");
    expect(printed).toContain("create the D1 database radio-catalog-0");
    expect(printed).toContain("apply 0001_albums.sql, 0002_label.sql to radio-catalog-0");
    expect(printed).toContain("apply 0001_accounts.sql to radio-accounts-0");
    expect(printed).toContain("deploy radio-store (new)");
    expect(bench.cloudflare.changes).toEqual([]);
    expect(() => bench.keyring()).toThrow("ENOENT");
  });

  test("the first run makes everything, in order", async () => {
    const { outcome, printed } = await bench.run();
    expect(outcome).toBe("changed");
    expect(printed).toContain("https://music.example.org");
    const order = [
      "create database radio-accounts-0",
      "create database radio-catalog-0",
      "create bucket radio-media",
      "create queue radio-changes",
      "upload radio-store",
      "upload radio-api",
    ];
    expect(bench.cloudflare.changes.filter((change) => order.includes(change))).toEqual(order);
    expect(bench.cloudflare.state.summary()).toMatchObject({
      databases: [
        { name: "radio-accounts-0", location: "weur" },
        { name: "radio-catalog-0", location: "weur" },
      ],
      buckets: [{ name: "radio-media", location: "weur" }],
      queues: [{ queue_name: "radio-changes", consumers: [{ script: "radio-store", settings: { batch_size: 20 } }] }],
      routes: [{ routes: ["music.example.org/store/* → radio-store", "music.example.org/v1/guest* → radio-store"] }],
      domains: [{ hostname: "music.example.org", service: "radio-api" }],
      scripts: [
        { name: "radio-api", subdomain: { enabled: false } },
        { name: "radio-store", crons: ["*/5 * * * *"] },
      ],
    });
    expect(bench.variable("radio-api", "ORIGIN")).toBe("https://music.example.org");
    expect(bench.variable("radio-api", "GUEST_PLAYBACK")).toBe("preview");
    expect(bench.variable("radio-api", "CATALOG_SLICES")).toBe("CATALOG_0:0-63");
    expect(kidsOf(bench)).toEqual([kidOf(bench.keyring().values)]);
    expect(statSync(bench.keyringFile).mode & 0o777).toBe(0o600);
  });

  test("the second run changes nothing, with or without the copy of the secrets", async () => {
    const second = await bench.run();
    expect(second.outcome).toBe("unchanged");
    expect(second.printed).toContain("Nothing to change");
    firstKeyring = readFileSync(bench.keyringFile);
    rmSync(bench.keyringFile);
    const third = await bench.run();
    expect(third.outcome).toBe("unchanged");
    expect(third.printed).toContain("with no copy here: GRANT_KEYS, TOKEN_SIGNING_KEY, OPERATOR_KEY, STRIPE_SECRETS");
    expect(bench.cloudflare.changes).toEqual([]);
    writeFileSync(bench.keyringFile, firstKeyring, { mode: 0o600 });
  });

  test("secrets are rotated with an overlap, the signer last", async () => {
    const before = bench.keyring().values;
    await bench.run({ rotate: ["TOKEN_SIGNING_KEY", "GRANT_KEYS"] });
    const after = bench.keyring().values;
    expect(kidsOf(bench)).toEqual([kidOf(after), kidOf(before)]);
    expect(grantKeysOf(after)).toMatchObject({ current: 2, keys: grantKeysOf(before).keys });
    const uploads = bench.cloudflare.changes.filter((change) => /^upload.*radio/.test(change));
    expect(uploads).toEqual(["upload version of radio-api", "upload version of radio-store"]);
  });

  test("secrets that are not those in use are refused rather than sent", async () => {
    const inUse = readFileSync(bench.keyringFile);
    writeFileSync(bench.keyringFile, firstKeyring);
    await expect(bench.run()).rejects.toThrow("somebody rotated it");
    expect(bench.cloudflare.changes).toEqual([]);
    writeFileSync(bench.keyringFile, inUse);
  });

  test("a second database gets slices of its own, and the first keeps its own", async () => {
    await bench.run({ settings: `${settingsOfTest}\n[databases]\ncatalog = 2\n` });
    expect(bench.cloudflare.changes).toContain("create database radio-catalog-1");
    expect(bench.cloudflare.changes).not.toContain("upload version of radio-store");
    expect(bench.variable("radio-api", "CATALOG_SLICES")).toBe("CATALOG_0:0-63,CATALOG_1:64-127");
    const [, first, second] = bench.cloudflare.state.databases;
    const bindings = bench.cloudflare.state.liveVersion("radio-api")?.bindings;
    expect(bindings).toContainEqual({ type: "d1", name: "CATALOG_0", id: first?.uuid });
    expect(bindings).toContainEqual({ type: "d1", name: "CATALOG_1", id: second?.uuid });
    expect(second?.sqlite.prepare("SELECT name FROM d1_migrations").all()).toHaveLength(2);
    await expect(bench.run()).rejects.toThrow("radio-catalog-1");
  });

  test("the directory of accounts stays where it is, however many databases there are", async () => {
    const settings = `${settingsOfTest}\n[databases]\ncatalog = 2\naccounts = 2\n`;
    await bench.run({ settings });
    expect(bench.variable("radio-store", "ACCOUNTS_SLICES")).toBe("ACCOUNTS_0:0-63,ACCOUNTS_1:64-127");
    expect(bench.variable("radio-store", "DIRECTORY_SLICES")).toBe("ACCOUNTS_0:0-1023");
    const split = settings.replace("[vars]", '[vars]\nDIRECTORY_SLICES = "ACCOUNTS_0:0-511,ACCOUNTS_1:512-1023"');
    bench.cloudflare.mend();
    await expect(bench.run({ settings: split })).rejects.toThrow("gives slice 512 to ACCOUNTS_1");
    expect(bench.cloudflare.changes).toEqual([]);
    await bench.run({ settings: split, directoryMoved: true });
    expect(bench.variable("radio-store", "DIRECTORY_SLICES")).toBe("ACCOUNTS_0:0-511,ACCOUNTS_1:512-1023");
    expect((await bench.run({ settings: split })).outcome).toBe("unchanged");
  });

  test("no secret was ever shown", () => {
    expectNoSecretShown(bench);
  });
});

/** The sweep over every change is in tests/prove/deploy.test.ts; this is one that the tags of versions alone would miss. */
test("a run that broke off after an upload goes on with what calls the Worker", async () => {
  const bench = await Bench.open();
  try {
    // Four creations, five writes by the migrations, upload, workers.dev, routes; then the schedule.
    bench.cloudflare.fault = { at: 13, appliedFirst: false };
    await expect(bench.run()).rejects.toThrow(/deploy radio-store[^]*refused by the test: schedule radio-store/);
    expect(bench.cloudflare.state.scripts.get("radio-store")?.crons).toEqual([]);
    bench.cloudflare.mend();
    const { printed } = await bench.run();
    expect(printed).toContain("schedule differs");
    expect(printed).not.toContain("make the secret");
    expect(bench.cloudflare.state.scripts.get("radio-store")?.crons).toEqual(["*/5 * * * *"]);
    expect(bench.keyring().unsent).toEqual({});
    expectNoSecretShown(bench);
  } finally {
    await bench.close();
  }
});

test("a bare `wrangler deploy` is refused with the name of the command that does it", async () => {
  const { code, output } = await runWrangler({
    args: ["deploy"],
    cwd: join(import.meta.dirname, "project"),
    // Nobody listens there: a refusal needs no network.
    env: {
      NEARFIELD_TOOL: "",
      CLOUDFLARE_API_BASE_URL: "http://127.0.0.1:9",
      CLOUDFLARE_API_TOKEN: testToken,
      CLOUDFLARE_ACCOUNT_ID: testAccount,
    },
  });
  expect(code).not.toBe(0);
  expect(output).toContain("npm run deploy");
});

function expectNoSecretShown(bench: Bench): void {
  const values = Object.values(bench.keyring().values);
  const parts = values.flatMap((value) => [...value.matchAll(/"([\w-]{40,})"/g)].map(([, text = ""]) => text));
  const published = String(bench.variable("radio-api", "TOKEN_KEYS"));
  const hidden = [...values, ...parts.filter((part) => !published.includes(part)), testToken];
  expect(hidden.length).toBeGreaterThan(3);
  expect(hidden.filter((secret) => bench.printed.includes(secret))).toEqual([]);
}

function kidOf(values: Record<string, string>): string {
  return z.object({ kid: z.string() }).parse(JSON.parse(values["TOKEN_SIGNING_KEY"] ?? "")).kid;
}

function grantKeysOf(values: Record<string, string>) {
  return z.object({ current: z.int(), keys: z.record(z.string(), z.string()) }).parse(JSON.parse(values["GRANT_KEYS"] ?? ""));
}

/** Ids of the keys that tokens are verified with, as the api holds them; none of them a private one. */
function kidsOf(bench: Bench): string[] {
  const { keys } = z
    .object({ keys: z.array(z.looseObject({ kid: z.string() })) })
    .parse(JSON.parse(String(bench.variable("radio-api", "TOKEN_KEYS"))));
  expect(keys.filter((key) => "d" in key)).toEqual([]);
  return keys.map(({ kid }) => kid);
}
