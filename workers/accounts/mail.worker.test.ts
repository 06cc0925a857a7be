import { env } from "cloudflare:workers";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { everyMinute } from "./scheduled.ts";
import { openBrowser, origin, type Clock } from "./support/browser.ts";
import { mailTo } from "./support/mailbox.ts";

const start = Date.UTC(2026, 10, 21, 12);
const [minute, hour] = [60_000, 3600_000];
const provider = "https://mail.example/emails";
const http = { MAIL: "http", MAIL_URL: provider, MAIL_KEY: "key-of-the-provider", MAIL_FROM: "Radio Luz <hello@radio.example>" };

type Request = { url: string; headers: Headers; body: unknown };
let received: Request[];
/** What the provider says; an error is a connection that breaks. */
let answer: number | Error;

beforeEach(() => {
  received = [];
  answer = 200;
  vi.spyOn(globalThis, "fetch").mockImplementation(async (input, init) => {
    if (answer instanceof Error) throw answer;
    const request = new Request(input, init);
    received.push({ url: request.url, headers: request.headers, body: await request.json() });
    return Response.json({ id: "1" }, { status: answer });
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await env.ACCOUNTS_0.prepare("DELETE FROM mail").run();
});

/** Asks for a message to somebody. */
async function cause(email: string, clock: Clock, bindings: Partial<Env> = http): Promise<void> {
  const headers = { "accept-language": "de", origin: bindings.ORIGIN ?? origin };
  const asked = await openBrowser({ clock, bindings }).send("POST", "/accounts/v1/password-resets", { body: { email }, headers });
  expect(asked.status).toBe(202);
}
const sweep = (now: number, bindings: object = http) => everyMinute({ ...env, ...bindings }, now);

test("a message leaves with the answer, as the provider's interface wants it, and what it said is forgotten", async () => {
  await cause("ada@mail.example", { now: start });
  expect(received.length).toBe(1);
  const [{ url, headers, body } = { url: "", headers: new Headers(), body: undefined }] = received;
  const [row] = await mailTo("ada@mail.example");
  expect([url, headers.get("authorization"), headers.get("idempotency-key")]).toEqual([provider, "Bearer key-of-the-provider", row?.id]);
  expect(body).toEqual({
    from: "Radio Luz <hello@radio.example>",
    to: ["ada@mail.example"],
    subject: "Kein Konto bei Radio Luz mit dieser Adresse",
    text: expect.stringContaining("https://music.example/signup"),
    html: expect.stringContaining('href="https://music.example/signup"'),
  });
  expect(row).toMatchObject({ text: "", html: "", sentAt: start, attempts: 1 });
  await sweep(start + 10 * minute);
  expect(received.length).toBe(1);
  await sweep(start + 24 * hour + 1);
  expect(await mailTo("ada@mail.example")).toEqual([]);
});

test.each([
  ["breaks off", new TypeError("network")],
  ["is down", 503],
  ["refuses", 422],
])("a message survives a provider that %s, and is tried again, later and later, under the same name", async (_, failure) => {
  answer = failure;
  await cause("ada@mail.example", { now: start });
  const [row] = await mailTo("ada@mail.example");
  expect(row).toMatchObject({ sentAt: null, attempts: 1, nextAttemptAt: start + minute });
  await sweep(start + minute - 1);
  expect((await mailTo("ada@mail.example"))[0]?.attempts).toBe(1);
  let now = start;
  const pauses = [];
  for (let attempt = 2; attempt <= 9; attempt++) {
    now = (await mailTo("ada@mail.example"))[0]?.nextAttemptAt ?? 0;
    await sweep(now);
    const [tried] = await mailTo("ada@mail.example");
    expect(tried?.attempts).toBe(attempt);
    pauses.push(((tried?.nextAttemptAt ?? 0) - now) / minute);
  }
  expect(pauses).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
  answer = 200;
  received = [];
  await sweep(now + hour);
  expect(received.map(({ headers }) => headers.get("idempotency-key"))).toEqual([row?.id]);
  expect((await mailTo("ada@mail.example"))[0]).toMatchObject({ sentAt: now + hour, text: "" });
});

test("two who sweep at once send it once", async () => {
  answer = 503;
  await cause("ada@mail.example", { now: start });
  answer = 200;
  received = [];
  await Promise.all(Array.from({ length: 5 }, () => sweep(start + minute)));
  expect(received.length).toBe(1);
});

test("a message that never leaves is given up after three days, when its links are long worth nothing", async () => {
  answer = 503;
  await cause("ada@mail.example", { now: start });
  await sweep(start + 72 * hour);
  expect((await mailTo("ada@mail.example")).length).toBe(1);
  await sweep(start + 72 * hour + 1);
  expect(await mailTo("ada@mail.example")).toEqual([]);
});

test("Cloudflare's binding takes it where that is chosen", async () => {
  const sent: unknown[] = [];
  const send = (message: unknown) => Promise.resolve(sent.push(message)).then(() => ({ messageId: "1" }));
  const cloudflare = { ...http, MAIL: "cloudflare", MAIL_OUT: { send } };
  await cause("ada@mail.example", { now: start }, cloudflare);
  expect(sent).toEqual([
    {
      from: { name: "Radio Luz", email: "hello@radio.example" },
      to: "ada@mail.example",
      subject: expect.any(String),
      text: expect.any(String),
      html: expect.any(String),
    },
  ]);
});

test("where nothing says how messages leave they stay, until something does", async () => {
  for (const MAIL of ["outbox", "cloudflare", "pigeon"]) await cause(`${MAIL}@mail.example`, { now: start }, { MAIL });
  expect(received).toEqual([]);
  await sweep(start + minute);
  expect(received.length).toBe(3);
});

const here = { MAIL: "outbox", ORIGIN: "http://127.0.0.1:8787" };

test("on one machine messages stay and are read on a page, newest first, with nothing of theirs run", async () => {
  const clock = { now: start };
  await cause("first@mail.example", clock, here);
  clock.now += 1000;
  await cause("second@mail.example", clock, here);
  await sweep(start + 48 * hour, here);
  const browser = openBrowser({ clock, bindings: here, site: here.ORIGIN });
  const list = await browser.send("GET", "/dev/mail");
  expect(list.headers.get("content-security-policy")).not.toContain("unsafe-inline");
  const page = await list.text();
  expect(page.indexOf("second@mail.example")).toBeLessThan(page.indexOf("first@mail.example"));
  const [, path = ""] = /href="(\/dev\/mail\/\w{22})"/.exec(page) ?? [];
  const message = await browser.send("GET", path);
  expect(await message.text()).toContain('<a href="http://127.0.0.1:8787/signup">http://127.0.0.1:8787/signup</a>');
  expect((await browser.send("GET", "/dev/mail/0000000000000000000000")).status).toBe(404);
});

test("what somebody wrote about themselves is text in a message and on its page", async () => {
  await env.ACCOUNTS_0.prepare(
    `INSERT INTO mail (id, recipient, subject, text, html, created_at, attempts, next_attempt_at)
     VALUES ('0000000000000000000001', '<b>@x', '<script>1</script>', '<img src=x> https://a.example/?a="><script>2</script>', '', 1, 0, 1)`,
  ).run();
  const page = await (await openBrowser({ bindings: here, site: here.ORIGIN }).send("GET", "/dev/mail/0000000000000000000001")).text();
  expect(page).not.toMatch(/<(script|img|b)[ >]/);
});

test.each([
  ["a public origin", { MAIL: "outbox" }, origin],
  ["mail that leaves", { ...here, MAIL: "http" }, here.ORIGIN],
  ["a public name beside the machine's own", { ...here, ORIGIN_ALIASES: origin }, origin],
  ["a name of somebody else's that leads to the machine", here, "http://evil.example:8787"],
  ["another port of the machine", here, "http://127.0.0.1:9999"],
])("with %s nobody reads mail", async (_, bindings, site) => {
  const browser = openBrowser({ bindings, site });
  for (const path of ["/dev/mail", "/dev/mail/0000000000000000000000"]) expect((await browser.send("GET", path)).status).toBe(404);
});
