/** What stands in the way of a deployment is named before anything is changed, each with its mend. */
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeSecret } from "../../tools/deploy/make-secret.ts";
import { DeployProblem } from "../../tools/deploy/problem.ts";
import { explainFailure } from "../../tools/deploy/wrangler.ts";
import { parseSettings } from "../../tools/deploy/settings.ts";
import { Bench, settingsOfTest, type RunOptions } from "./fixture.ts";

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(async () => {
  expect(bench.cloudflare.changes).toEqual([]);
  await bench.close();
});

async function problemOf(options: RunOptions = {}): Promise<DeployProblem> {
  const error = await bench.run(options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof DeployProblem) return error;
  throw new Error("expected a problem", { cause: error });
}

test("a token that is not valid", async () => {
  const problem = await problemOf({ token: "of-nobody" });
  expect(problem.message).toContain("does not accept the token");
  expect(problem.message).not.toContain("of-nobody");
});

test.each([
  [/\/d1\//, "Account → D1 → Edit"],
  [/\/r2\//, "Account → Workers R2 Storage → Edit"],
  [/\/queues/, "Account → Queues → Edit"],
  [/\/workers\/scripts/, "Account → Workers Scripts → Edit"],
  [/\/workers\/routes/, "Zone → Workers Routes → Edit"],
  [/^\/zones$/, "Zone → Zone → Read"],
  [/\/dns_records/, "Zone → DNS → Read"],
])("a token that lacks a permission (%s)", async (forbidden, permission) => {
  bench.cloudflare.forbidden = forbidden;
  expect((await problemOf()).message).toContain(permission);
});

test("a domain that no zone holds", async () => {
  const problem = await problemOf({ settings: settingsOfTest.replace("example.org", "example.net") });
  expect(problem.message).toContain("No zone of the account holds music.example.net");
});

test("a domain that points elsewhere", async () => {
  bench.cloudflare.state.zones[0]?.records.push({ type: "A", name: "music.example.org", content: "192.0.2.1" });
  const problem = await problemOf();
  expect(problem.message).toContain("A 192.0.2.1");
  expect(problem.mend).toContain("replace_dns");
});

test("a domain of another Worker", async () => {
  bench.cloudflare.state.domains.push({ id: "1", hostname: "music.example.org", service: "blog", zone_id: "1" });
  expect((await problemOf()).message).toContain("custom domain of the Worker blog");
});

test("a route of another Worker", async () => {
  bench.cloudflare.state.zones[0]?.routes.push({ id: "1", pattern: "music.example.org/store/*", script: "blog" });
  expect((await problemOf()).message).toContain("music.example.org/store/* (blog)");
});

test("a setting that no Worker reads", async () => {
  expect((await problemOf({ settings: `${settingsOfTest}\nGUEST_PLAYBAK = "none"` })).message).toContain("GUEST_PLAYBAK");
});

test("a database that the settings no longer name", async () => {
  const database = bench.cloudflare.state.addDatabase("radio-catalog-3");
  const problem = await problemOf();
  expect(problem.message).toContain(database.name);
  expect(problem.mend).toContain("catalog = 4");
});

test.each([
  ["ACCOUNTS_0:0-511,ACCOUNTS_1:512-1023", "names ACCOUNTS_1, which is not there"],
  ["ACCOUNTS_0:0-511", "leaves slices out"],
  ["all of it", "not understood"],
])("a directory of accounts that could not be asked (%s)", async (map, message) => {
  const settings = settingsOfTest.replace("[vars]", `[vars]\nDIRECTORY_SLICES = "${map}"`);
  expect((await problemOf({ settings })).message).toContain(message);
});

test("a rotation of what can't be rotated", async () => {
  expect(() => makeSecret("DIRECTORY_KEY", "made before")).toThrow("every account is found by it");
});

test("a rotation of nothing", async () => {
  expect((await problemOf({ rotate: ["PASSWORD"] })).message).toContain("no secret PASSWORD");
});

test("settings that are not understood", () => {
  expect(() => parseSettings('domain = "https://music.example.org/"', "deploy.toml")).toThrow("host name");
  expect(() => parseSettings("nmae = 'x'", "deploy.toml")).toThrow("nmae");
  expect(() => parseSettings("name = ", "deploy.toml")).toThrow("not TOML");
});

test("a refusal that only wrangler meets names the permission too", () => {
  const output =
    "Uploading …\n✘ [ERROR] A request to the Cloudflare API (/accounts/1/d1/database) failed.\n\n  Authentication error [code: 10000]\n";
  const problem = explainFailure("To create a database", { code: 1, output }, "Account → D1 → Edit", []);
  expect(problem.message).toContain("Account → D1 → Edit");
});

test("what wrangler says is repeated without secrets", () => {
  const output = "noise\n✘ [ERROR] the value hush-hush is too long [code: 10021]\n";
  const { message } = explainFailure("To deploy", { code: 1, output }, "Account → Workers Scripts → Edit", ["hush-hush", ""]);
  expect(message).toBe("To deploy failed:\n✘ [ERROR] the value … is too long [code: 10021]");
});
