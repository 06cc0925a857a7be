import { describe, expect, it } from "vitest";
import { settleRequest } from "./conditions.ts";
import { formatHttpDate } from "./http-date.ts";

const published = Date.UTC(2026, 10, 2, 12, 0, 0);
const now = Date.UTC(2026, 10, 21);
const representation = { size: 100, etag: '"abc"', lastModified: published };
const date = formatHttpDate(published);
const earlier = formatHttpDate(published - 1000);
const later = formatHttpDate(published + 1000);

function outcomeOf(headers: Record<string, string>, method: "GET" | "HEAD" = "GET"): string {
  return settleRequest({ method, header: (name) => headers[name] }, representation, now).kind;
}

const range = { range: "bytes=0-9" };

describe("a request's conditions", () => {
  it.each<[Record<string, string>, string]>([
    [{}, "whole"],
    [{ "if-match": '"abc"' }, "whole"],
    [{ "if-match": "*" }, "whole"],
    [{ "if-match": '"x", "abc"' }, "whole"],
    [{ "if-match": '"x"' }, "precondition_failed"],
    [{ "if-match": 'W/"abc"' }, "precondition_failed"],
    [{ "if-match": "abc" }, "precondition_failed"],
    [{ "if-match": "" }, "precondition_failed"],
    [{ "if-unmodified-since": date }, "whole"],
    [{ "if-unmodified-since": later }, "whole"],
    [{ "if-unmodified-since": earlier }, "precondition_failed"],
    [{ "if-unmodified-since": "yesterday" }, "whole"],
    [{ "if-none-match": '"abc"' }, "not_modified"],
    [{ "if-none-match": 'W/"abc"' }, "not_modified"],
    [{ "if-none-match": '"x,y", "abc"' }, "not_modified"],
    [{ "if-none-match": "*" }, "not_modified"],
    [{ "if-none-match": '"x"' }, "whole"],
    [{ "if-none-match": "abc" }, "whole"],
    [{ "if-modified-since": date }, "not_modified"],
    [{ "if-modified-since": later }, "not_modified"],
    [{ "if-modified-since": earlier }, "whole"],
    [{ "if-modified-since": "0" }, "whole"],
  ])("%j: %s, for GET and HEAD", (headers, kind) => {
    expect(outcomeOf(headers)).toBe(kind);
    expect(outcomeOf(headers, "HEAD")).toBe(kind);
  });

  it.each<[string, Record<string, string>, string]>([
    ["If-Match over If-Unmodified-Since", { "if-match": '"abc"', "if-unmodified-since": earlier }, "whole"],
    ["If-Match before If-None-Match", { "if-match": '"x"', "if-none-match": '"abc"' }, "precondition_failed"],
    ["If-Unmodified-Since before If-None-Match", { "if-unmodified-since": earlier, "if-none-match": '"abc"' }, "precondition_failed"],
    ["If-None-Match over If-Modified-Since", { "if-none-match": '"x"', "if-modified-since": later }, "whole"],
    ["If-None-Match before Range", { "if-none-match": '"abc"', ...range }, "not_modified"],
    ["If-None-Match before a range out of reach", { "if-none-match": '"abc"', range: "bytes=100-" }, "not_modified"],
    ["If-Match before Range", { "if-match": '"x"', ...range }, "precondition_failed"],
  ])("take precedence as listed: %s", (_, headers, kind) => {
    expect(outcomeOf(headers)).toBe(kind);
  });

  it.each<[Record<string, string>, string]>([
    [range, "part"],
    [{ ...range, "if-range": '"abc"' }, "part"],
    [{ ...range, "if-range": date }, "part"],
    [{ ...range, "if-range": '"x"' }, "whole"],
    [{ ...range, "if-range": 'W/"abc"' }, "whole"],
    [{ ...range, "if-range": later }, "whole"],
    [{ ...range, "if-range": earlier }, "whole"],
    [{ ...range, "if-range": "*" }, "whole"],
    [{ range: "bytes=100-", "if-range": '"x"' }, "whole"],
    [{ range: "bytes=100-", "if-range": '"abc"' }, "unsatisfiable"],
    [{ "if-range": '"abc"' }, "whole"],
  ])("let a range stand or fall: %j: %s", (headers, kind) => {
    expect(outcomeOf(headers)).toBe(kind);
  });

  it("do not give HEAD a range", () => {
    expect(outcomeOf(range, "HEAD")).toBe("whole");
    expect(outcomeOf({ range: "bytes=100-" }, "HEAD")).toBe("whole");
  });

  it("on dates do not count where there is no date", () => {
    const dateless = { ...representation, lastModified: undefined };
    for (const name of ["if-modified-since", "if-unmodified-since"]) {
      expect(settleRequest({ method: "GET", header: (asked) => (asked === name ? date : undefined) }, dateless, now).kind).toBe("whole");
    }
    const headers: Record<string, string> = { ...range, "if-range": "no date" };
    expect(settleRequest({ method: "GET", header: (name) => headers[name] }, dateless, now).kind).toBe("whole");
  });
});
