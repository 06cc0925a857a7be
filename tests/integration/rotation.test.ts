/** Keys are replaced while listeners stay: what `npm run rotate` does between two starts on one state folder. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { lockState } from "../../tools/start/lock.ts";
import { root } from "../../tools/support/paths.ts";
import { run } from "../../tools/support/run.ts";
import { openPeople } from "../support/people.ts";
import { startService, type TestService } from "../support/runtime.ts";

const state = mkdtempSync(join(tmpdir(), "nearfield-rotation-"));
afterAll(() => rmSync(state, { recursive: true, force: true }));

// Each start has another port; the issuer of tokens is to stay the same.
const origin = "http://127.0.0.1:1";

async function within<Value>(use: (service: TestService) => Promise<Value>): Promise<Value> {
  // As npm start does.
  const lock = lockState(state);
  const service = await startService({ state, vars: { ORIGIN: origin } });
  try {
    return await use(service);
  } finally {
    await service.stop();
    lock.release();
  }
}

const rotate = (...names: string[]) => run(process.execPath, [join(root, "tools/rotate/main.ts"), "--state", state, ...names]);
const keys = ["TOKEN_SIGNING_KEY", "SESSION_KEYS", "GRANT_KEYS", "OPERATOR_KEY"];

test("a token and a login outlive one rotation of the keys that they were made with, and not two", { timeout: 120_000 }, async () => {
  const { token, cookie } = await within(async (service) => {
    await expect(rotate(...keys)).rejects.toMatchObject({ output: expect.stringContaining("Stop it") });
    return { token: await service.token(), cookie: (await (await openPeople(service)).make()).cookie };
  });
  const statuses = (service: TestService, bearer = token) =>
    Promise.all([
      fetch(`${service.url}/v1/browse/new-releases`, { headers: { authorization: `Bearer ${bearer}` } }),
      fetch(`${service.url}/accounts/v1/passkeys`, { headers: { cookie, origin } }),
    ]).then((answers) => answers.map(({ status }) => status));
  const kidOf = (text: string) => (JSON.parse(Buffer.from(text.split(".")[0] ?? "", "base64url").toString()) as { kid: string }).kid;

  await rotate(...keys);
  await within(async (service) => {
    expect(await statuses(service)).toEqual([200, 200]);
    const fresh = await service.token();
    expect(kidOf(fresh)).not.toBe(kidOf(token));
    expect((await statuses(service, fresh))[0]).toBe(200);
  });
  await rotate(...keys);
  expect(await within((service) => statuses(service))).toEqual([401, 401]);
});
