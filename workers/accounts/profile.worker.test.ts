import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { changeAccount } from "../../d1/accounts/accounts.ts";
import { profileImageLimit } from "../../contracts/accounts/session.ts";
import { composeServices } from "./services.ts";
import { openBrowser, origin, type Browser } from "./support/browser.ts";
import { auditOf, openListener } from "./support/listener.ts";

const now = Date.UTC(2026, 10, 21, 12);
const clock = { now };

const read = async (browser: Browser): Promise<unknown> => (await browser.send("GET", "/accounts/v1/profile")).json();
const patch = (browser: Browser, body: unknown) => browser.send("PATCH", "/accounts/v1/profile", { body });

test("a profile is what its listener says; what is left out stays", async () => {
  const { browser, account } = await openListener({ clock });
  expect(await read(browser)).toEqual({
    id: account.id,
    email: account.email,
    display_name: account.displayName,
    image: null,
    birth_date: null,
    market: "DE",
    abroad: null,
    locale: "en",
    filter_explicit: false,
    settings: { quality: "automatic", normalise: true, gapless: true, autoplay: true },
    roles: ["listener"],
    has_password: true,
    created_at: new Date(now).toISOString(),
  });
  await patch(browser, { settings: { quality: "high", normalise: false } });
  await patch(browser, { settings: { autoplay: false }, display_name: " Ada ", locale: "de" });
  const answer = await patch(browser, { birth_date: "1990-05-01", filter_explicit: true, market: "SE" });
  const expected = {
    display_name: "Ada",
    locale: "de",
    birth_date: "1990-05-01",
    filter_explicit: true,
    market: "SE",
    settings: { quality: "high", normalise: false, gapless: true, autoplay: false },
  };
  expect(await answer.json()).toMatchObject(expected);
  expect(await read(browser)).toMatchObject(expected);
  expect(await auditOf(account)).toEqual(["profile_changed"]);
});

test.each([
  [{ display_name: "" }, 400, "display_name"],
  [{ market: "Germany" }, 400, "market"],
  [{ settings: { quality: "best" } }, 400, "settings.quality"],
  [{ birth_date: "2026-02-30" }, 400, "birth_date"],
  [{ birth_date: "2013-11-22" }, 422, "birth_date"],
])("%o is refused, by the field", async (body, status, field) => {
  const { browser } = await openListener({ clock });
  expect(await (await patch(browser, body)).json()).toMatchObject({ error: { status, field } });
});

test("whoever is too young for explicit music does not grow older by saying so", async () => {
  const { browser } = await openListener({ clock, account: { birthDate: "2011-01-01" } });
  expect((await patch(browser, { birth_date: "1990-01-01" })).status).toBe(422);
  expect((await patch(browser, { birth_date: "2011-06-01" })).status).toBe(200);
});

test("where the country is known, home is nowhere else", async () => {
  const { browser } = await openListener({ clock, bindings: { MARKET_SOURCE: "edge" } });
  expect(await (await patch(browser, { market: "SE" })).json()).toMatchObject({ error: { status: 422, field: "market" } });
  expect((await patch(browser, { market: "DE" })).status).toBe(200);
});

test("a listener abroad is told until when home counts", async () => {
  const { browser, account } = await openListener({ clock });
  const { accounts } = composeServices(env, new Request(origin), now);
  await changeAccount(accounts, account.id, { abroadMarket: "SE", abroadSince: now }, { now });
  const abroad = { market: "SE", since: "2026-11-21T12:00:00.000Z", home_until: "2026-12-05T12:00:00.000Z" };
  expect(await read(browser)).toMatchObject({ abroad });
  expect(await (await patch(browser, { market: "SE" })).json()).toMatchObject({ market: "SE", abroad: null });
});

/** The headers of a picture, with a camera's words, and some bytes of a picture behind them. */
function picture(options: { width?: number; height?: number; size?: number } = {}): Uint8Array<ArrayBuffer> {
  const { width = 300, height = 300, size = 200 } = options;
  const two = (value: number) => [value >> 8, value & 0xff];
  const exif = new TextEncoder().encode("Exif\0\0where I live");
  return Uint8Array.from(
    [
      [0xff, 0xd8, 0xff, 0xe1, ...two(exif.length + 2), ...exif],
      [0xff, 0xc0, ...two(11), 8, ...two(height), ...two(width), 1, 1, 0x11, 0],
      [0xff, 0xda, ...two(8), 1, 1, 0, 0, 63, 0, ...Array.from({ length: size }, (_, index) => index % 200)],
      [0xff, 0xd9],
    ].flat(),
  );
}

test("a picture is kept under a name of its own, without what the camera wrote, and goes when it is replaced", async () => {
  const { browser, account } = await openListener({ clock });
  const put = async (size: number) => {
    const answer = await browser.send("PUT", "/accounts/v1/profile/image", { body: picture({ size }) });
    const body: unknown = await answer.json();
    return body;
  };
  const keys = async () => (await env.MEDIA.list({ prefix: "images/" })).objects.map(({ key }) => key);
  expect(await put(100)).toMatchObject({ id: account.id, image: { width: 300, height: 300 } });
  const [first = ""] = await keys();
  expect(first).toMatch(/^images\/[0-9A-Za-z]{22}\/300\.jpg$/);
  expect(await read(browser)).toMatchObject({ image: { url: `${origin}/${first}` } });
  const kept = await (await env.MEDIA.get(first))?.text();
  expect(kept).not.toContain("where I live");
  await put(100);
  expect(await keys()).toEqual([first]);
  await put(101);
  const [second, ...others] = await keys();
  expect([second === first, others]).toEqual([false, []]);
  const gone = await browser.send("DELETE", "/accounts/v1/profile/image");
  expect([await gone.json(), await keys()]).toEqual([expect.objectContaining({ image: null }), []]);
  expect((await browser.send("DELETE", "/accounts/v1/profile/image")).status).toBe(200);
});

test("one listener's picture is no other's, though they look the same", async () => {
  const [one, two] = [await openListener({ clock }), await openListener({ clock })];
  for (const { browser } of [one, two]) await browser.send("PUT", "/accounts/v1/profile/image", { body: picture() });
  await one.browser.send("DELETE", "/accounts/v1/profile/image");
  expect((await env.MEDIA.list({ prefix: "images/" })).objects.length).toBe(1);
  await two.browser.send("DELETE", "/accounts/v1/profile/image");
});

test.each([
  ["of another size", picture({ width: 301 }), 422],
  ["that is none", new TextEncoder().encode("<svg onload=alert(1)>"), 422],
  ["that is empty", new Uint8Array(0), 422],
  ["that is too large", new Uint8Array(profileImageLimit + 1), 413],
])("a picture %s is refused", async (_, body, status) => {
  const { browser } = await openListener({ clock });
  expect((await browser.send("PUT", "/accounts/v1/profile/image", { body })).status).toBe(status);
});

test("guests have no profile", async () => {
  const guest = openBrowser({ clock });
  for (const [method, path] of [
    ["GET", "profile"],
    ["PATCH", "profile"],
    ["PUT", "profile/image"],
    ["GET", "sessions"],
  ] as const) {
    expect((await guest.send(method, `/accounts/v1/${path}`)).status).toBe(401);
  }
});

test("of pictures that come at once, the account's own is left, and no other", async () => {
  const { browser, account } = await openListener({ clock });
  const before = (await env.MEDIA.list({ prefix: "images/" })).objects.length;
  const put = (mark: number) => browser.send("PUT", "/accounts/v1/profile/image", { body: picture({ size: 200 + mark }) });
  await Promise.all(Array.from({ length: 8 }, (_, mark) => put(mark)));
  const objects = (await env.MEDIA.list({ prefix: "images/" })).objects.map(({ key }) => key);
  expect(objects.length).toBe(before + 1);
  expect(await read(browser)).toMatchObject({
    id: account.id,
    image: { url: expect.stringMatching(new RegExp(objects.map((key) => `${key}$`).join("|"))) },
  });
});

test("what is said again, as it is already, is written into nobody's history", async () => {
  const { browser, account } = await openListener({ clock });
  const said = { birth_date: "1990-05-01", filter_explicit: true, market: "DE" };
  for (let time = 0; time < 3; time++) expect((await patch(browser, said)).status).toBe(200);
  expect(await auditOf(account)).toEqual(["profile_changed"]);
});

test.each(["nonsense text", "e", "en_US", "x".repeat(36), "en-\r\nX", ""])("%j is no language", async (locale) => {
  const { browser } = await openListener({ clock });
  expect(await (await patch(browser, { locale })).json()).toMatchObject({ error: { status: 400, field: "locale" } });
});

test("a language is kept as it is written everywhere", async () => {
  const { browser } = await openListener({ clock });
  expect(await (await patch(browser, { locale: "PT-br" })).json()).toMatchObject({ locale: "pt-BR" });
});

test("a name of several lines, or one that turns text around, is refused", async () => {
  const { browser } = await openListener({ clock });
  for (const display_name of ["Eve\r\nBcc: all@mail.example", "\u202Eevil", "a\0b"])
    expect(await (await patch(browser, { display_name })).json()).toMatchObject({ error: { status: 400, field: "display_name" } });
});
