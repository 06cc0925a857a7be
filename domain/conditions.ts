/** What a request for a known representation comes to: its conditions and its range, in the order of RFC 9110 §13.2.2. */
import { parseHttpDate } from "./http-date.ts";
import { resolveRange, type RangeResolution } from "./range.ts";

export type Representation = {
  /** Length in bytes. */
  size: number;
  /** A strong entity tag with its quotes (§8.8.3). */
  etag: string;
  /** Milliseconds since 1970, in whole seconds. A strong validator here: what is published never changes (§8.8.2.2). */
  lastModified: number;
};

export type Outcome =
  | RangeResolution
  /** 304. */
  | { kind: "not_modified" }
  /** 412. */
  | { kind: "precondition_failed" };

export type ConditionalRequest = { method: "GET" | "HEAD"; header: (name: string) => string | undefined };

/** @param now milliseconds since 1970 */
export function settleRequest({ method, header }: ConditionalRequest, representation: Representation, now: number): Outcome {
  if (!preconditionHolds(header, representation, now)) return { kind: "precondition_failed" };
  if (!isModified(header, representation, now)) return { kind: "not_modified" };
  // Ranges are defined for GET alone (§14.2).
  if (method !== "GET" || !rangeStands(header("if-range"), representation, now)) return { kind: "whole" };
  return resolveRange(header("range"), representation.size);
}

/** `If-Match`, or without it `If-Unmodified-Since` (§13.1.1, §13.1.4). */
function preconditionHolds(header: ConditionalRequest["header"], { etag, lastModified }: Representation, now: number): boolean {
  const ifMatch = header("if-match");
  if (ifMatch !== undefined) return ifMatch.trim() === "*" || entityTags(ifMatch).includes(etag);
  const since = parseHttpDate(header("if-unmodified-since") ?? "", now);
  return since === undefined || lastModified <= since;
}

/** `If-None-Match`, or without it `If-Modified-Since` (§13.1.2, §13.1.3). */
function isModified(header: ConditionalRequest["header"], { etag, lastModified }: Representation, now: number): boolean {
  const ifNoneMatch = header("if-none-match");
  // The comparison is weak: a tag matches with and without its W/ (§8.8.3.2).
  if (ifNoneMatch !== undefined)
    return ifNoneMatch.trim() !== "*" && !entityTags(ifNoneMatch).some((tag) => tag.replace(/^W\//, "") === etag);
  const since = parseHttpDate(header("if-modified-since") ?? "", now);
  return since === undefined || lastModified > since;
}

/** Without `If-Range`, or when its tag or date is strongly and exactly ours (§13.1.5). */
function rangeStands(ifRange: string | undefined, { etag, lastModified }: Representation, now: number): boolean {
  if (ifRange === undefined) return true;
  return ifRange.trim() === etag || parseHttpDate(ifRange.trim(), now) === lastModified;
}

/** The tags of a list, in order. What is not a tag is passed over: it matches nothing. */
function entityTags(list: string): string[] {
  return list.match(/(?:W\/)?"[^"]*"/g) ?? [];
}
