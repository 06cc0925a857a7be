import { expect, test } from "vitest";
import { openBrowser } from "./support/browser.ts";

test("a visitor gets an access cookie that no script reads, and is told what it is good for", async () => {
  const response = await openBrowser().send("POST", "/accounts/v1/session", { body: { market: "DE" } });
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ listener: null, plan: "free", market: "DE", expires_in: 600 });
  const [pair, ...attributes] = (response.headers.get("set-cookie") ?? "").split("; ");
  expect(pair).toMatch(/^__Host-access=ey/);
  expect(attributes.toSorted()).toEqual(["HttpOnly", "Max-Age=600", "Path=/", "SameSite=Strict", "Secure"]);
});

test("another site's page starts no session", async () => {
  for (const headers of [{ origin: "https://evil.example" }, { "sec-fetch-site": "cross-site" }]) {
    const response = await openBrowser().send("POST", "/accounts/v1/session", { headers });
    expect([response.status, response.headers.get("set-cookie")]).toEqual([403, null]);
  }
});
