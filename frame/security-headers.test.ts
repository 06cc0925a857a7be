import { expect, test } from "vitest";
import { pageHeaders, secureHeaders } from "./security-headers.ts";

test("a page may use its own style sheet and nothing else, and stands in nobody's frame", async () => {
  const style = "body{color:red}";
  const policy = (await pageHeaders(style))["content-security-policy"] ?? "";
  expect(policy).toContain("style-src 'sha256-FcQqt3aNlV7AZnGV4zkQRVeCeJOxbMPnQSx258L803E='");
  expect(policy).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  expect(policy).not.toContain("unsafe");
});

test("an answer that says nothing is told for it; what it says stands", () => {
  const html = new Headers({ "content-type": "text/html; charset=utf-8" });
  secureHeaders(html, true);
  expect(Object.fromEntries(html)).toMatchObject({
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "strict-transport-security": "max-age=31536000",
    "content-security-policy": expect.stringContaining("frame-ancestors 'none'"),
  });
  const audio = new Headers({ "content-type": "audio/mp4", "cross-origin-resource-policy": "cross-origin" });
  secureHeaders(audio, false);
  expect(audio.get("cross-origin-resource-policy")).toBe("cross-origin");
  expect(audio.has("strict-transport-security")).toBe(false);
  expect(audio.has("content-security-policy")).toBe(false);
});
