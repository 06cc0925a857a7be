/** What a request for a known representation comes to: its conditions and its range, in the order of RFC 9110 §13.2.2. */
import { parseHttpDate } from "./http-date.ts";
import { resolveRange, type RangeResolution } from "./range.ts";

export type Validators = {
  /** A strong entity tag with its quotes (§8.8.3). */
  etag: string;
  /**
   * Milliseconds since 1970, in whole seconds; undefined where it is not known, and then conditions on dates do not count. A strong
   * validator here: what is published never changes (§8.8.2.2).
   */
  lastModified: number | undefined;
};

export type Representation = Validators & {
  /** Length in bytes. */
  size: number;
};

/** @param name in lower case @returns undefined when the request has no such header */
export type HeaderReader = (name: string) => string | undefined;

/** 412, 304, or neither. */
export type ConditionsOutcome = "precondition_failed" | "not_modified" | "proceed";

export type Outcome = RangeResolution | { kind: Exclude<ConditionsOutcome, "proceed"> };

/** @param now milliseconds since 1970 */
export function settleRequest(
  { method, header }: { method: "GET" | "HEAD"; header: HeaderReader },
  representation: Representation,
  now: number,
): Outcome {
  const conditions = settleConditions(header, representation, now);
  if (conditions !== "proceed") return { kind: conditions };
  // Ranges are defined for GET alone (§14.2).
  if (method !== "GET" || !rangeStands(header("if-range"), representation, now)) return { kind: "whole" };
  return resolveRange(header("range"), representation.size);
}

/**
 * The conditions of a GET or HEAD.
 * @param now milliseconds since 1970
 */
export function settleConditions(header: HeaderReader, validators: Validators, now: number): ConditionsOutcome {
  if (!preconditionHolds(header, validators, now)) return "precondition_failed";
  return isModified(header, validators, now) ? "proceed" : "not_modified";
}

/** `If-Match`, or without it `If-Unmodified-Since` (§13.1.1, §13.1.4). */
function preconditionHolds(header: HeaderReader, { etag, lastModified }: Validators, now: number): boolean {
  const ifMatch = header("if-match");
  if (ifMatch !== undefined) return ifMatch.trim() === "*" || entityTags(ifMatch).includes(etag);
  const since = parseHttpDate(header("if-unmodified-since") ?? "", now);
  return since === undefined || lastModified === undefined || lastModified <= since;
}

/** `If-None-Match`, or without it `If-Modified-Since` (§13.1.2, §13.1.3). */
function isModified(header: HeaderReader, { etag, lastModified }: Validators, now: number): boolean {
  const ifNoneMatch = header("if-none-match");
  // The comparison is weak: a tag matches with and without its W/ (§8.8.3.2).
  if (ifNoneMatch !== undefined)
    return ifNoneMatch.trim() !== "*" && !entityTags(ifNoneMatch).some((tag) => tag.replace(/^W\//, "") === etag);
  const since = parseHttpDate(header("if-modified-since") ?? "", now);
  return since === undefined || lastModified === undefined || lastModified > since;
}

/** Without `If-Range`, or when its tag or date is strongly and exactly ours (§13.1.5). */
function rangeStands(ifRange: string | undefined, { etag, lastModified }: Validators, now: number): boolean {
  if (ifRange === undefined || ifRange.trim() === etag) return true;
  return lastModified !== undefined && parseHttpDate(ifRange.trim(), now) === lastModified;
}

/** The tags of a list, in order. What is not a tag is passed over: it matches nothing. */
function entityTags(list: string): string[] {
  return list.match(/(?:W\/)?"[^"]*"/g) ?? [];
}
