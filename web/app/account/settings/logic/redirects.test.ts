import { expect, test } from "vitest";
import { faultOfRedirects, redirectsIn } from "./redirects.ts";

test("addresses stand one in each line; empty lines and repetitions count for nothing", () => {
  expect(redirectsIn(" https://a.example/cb \r\n\nhttps://a.example/cb\nhttps://b.example/cb\n")).toEqual([
    "https://a.example/cb",
    "https://b.example/cb",
  ]);
  expect(faultOfRedirects("https://a.example/cb\n\nhttp://127.0.0.1:9999/callback\ncom.example.app:/cb")).toBeUndefined();
});

test("the first that can't be registered is named, with why", () => {
  expect(faultOfRedirects("https://a.example/cb\nhttp://b.example/cb\nnonsense")).toEqual({
    kind: "not_encrypted",
    uri: "http://b.example/cb",
  });
});

test("there may be twenty", () => {
  const uris = (count: number) => Array.from({ length: count }, (_, index) => `https://a.example/${index}`).join("\n");
  expect(faultOfRedirects(uris(20))).toBeUndefined();
  expect(faultOfRedirects(uris(21))).toEqual({ kind: "tooMany" });
});
