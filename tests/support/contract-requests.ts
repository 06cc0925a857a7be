/** Requests to the Web API made up from its contracts: valid ones, nearly valid ones, and nonsense; and what has to be true of each answer. */
import fc from "fast-check";
import { errorBodySchema } from "../../contracts/errors.ts";
import type { Operation } from "../../contracts/web-api/operation.ts";
import { valuesOf } from "./schema-arbitrary.ts";

/** What generated requests may name: ids that are there, by the name of the parameter or the kind of thing. */
export type World = { tokens: readonly string[]; ids: Readonly<Record<string, readonly string[]>>; uris: readonly string[] };

export type ContractRequest = {
  operation: Operation;
  token: string;
  path: string;
  body: string | undefined;
};

/** Texts that break what was not thought of. */
const hostile = fc.oneof(
  fc.constantFrom(
    "",
    "0",
    "-1",
    "1e9",
    "NaN",
    "null",
    "true",
    "[]",
    "{}",
    "'; DROP TABLE track; --",
    "../../etc",
    "%00",
    "\u0000",
    "a".repeat(3000),
    "💿",
    "\ud800",
  ),
  fc.string({ maxLength: 40, unit: "binary" }),
);

export function contractRequests(operations: readonly Operation[], world: World): fc.Arbitrary<ContractRequest> {
  return fc.oneof(...operations.map((operation) => requestOf(operation, world)));
}

function requestOf(operation: Operation, world: World): fc.Arbitrary<ContractRequest> {
  const values = Object.keys(operation.query?.shape ?? {}).map((name) => [name, queryValueOf(operation, name, world)] as const);
  const query = fc.record(Object.fromEntries(values), { requiredKeys: [] });
  const named = Object.keys(operation.params?.shape ?? {}).map((name) => [name, paramOf(operation, name, world)] as const);
  const params = fc.record(Object.fromEntries(named));
  return fc.record({ token: fc.constantFrom(...world.tokens), params, query, body: bodyOf(operation, world) }).map((parts) => ({
    operation,
    token: parts.token,
    path: addressOf(operation, parts.params, parts.query),
    body: parts.body,
  }));
}

function addressOf({ path }: Operation, params: Record<string, string>, query: Record<string, string | undefined>): string {
  const filled = path.replaceAll(/\{(\w+)\}/g, (_match, name: string) => encodeURIComponent((params[name] ?? "").toWellFormed()) || "-");
  const search = Object.entries(query).map(([name, value = ""]) => `${name}=${encodeURIComponent(value.toWellFormed())}`);
  return search.length === 0 ? filled : `${filled}?${search.join("&")}`;
}

function paramOf(operation: Operation, name: string, world: World): fc.Arbitrary<string> {
  const schema = operation.params?.shape[name];
  const known = idsFor(operation, name, world);
  const valid = schema ? valuesOf(schema).map(String) : fc.string();
  // A dot alone would be resolved away before it is sent.
  const strange = hostile.filter((text) => !/^\.{0,2}$/.test(text));
  return fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: valid }, { weight: 1, arbitrary: strange });
}

/** Ids for a parameter: by its own name, or by what the path names before it. */
function idsFor({ path }: Operation, name: string, { ids }: World): readonly string[] {
  const [, kind = ""] = /^\/v1\/(?:me\/)?([a-z-]+)/.exec(path) ?? [];
  return ids[name] ?? ids[kind] ?? ids["tracks"] ?? ["0".repeat(22)];
}

function queryValueOf(operation: Operation, name: string, world: World): fc.Arbitrary<string> {
  const schema = operation.query?.shape[name];
  const valid = schema ? valuesOf(schema).map((value) => (typeof value === "string" ? value : JSON.stringify(value))) : fc.string();
  const known = knownValueOf(operation, name, world) ?? valid;
  return fc.oneof({ weight: 5, arbitrary: known }, { weight: 2, arbitrary: valid }, { weight: 1, arbitrary: hostile });
}

/** What is there; undefined for what names nothing. */
function knownValueOf(operation: Operation, name: string, world: World): fc.Arbitrary<string> | undefined {
  const list = (values: readonly string[]) =>
    fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 6 }).map((some) => some.join(","));
  if (name === "ids") return list(idsFor(operation, "ids", world));
  if (name === "uris") return list(world.uris);
  if (name === "uri") return fc.constantFrom(...world.uris);
  return name in world.ids ? fc.constantFrom(...idsFor(operation, name, world)) : undefined;
}

function bodyOf({ body, upload, method }: Operation, world: World): fc.Arbitrary<string | undefined> {
  const nonsense = fc.oneof(fc.json({ maxDepth: 4 }), hostile, fc.constant("[".repeat(500)));
  if (upload) return fc.oneof(fc.base64String({ maxLength: 200 }), nonsense);
  if (!body) return method === "get" ? fc.constant(undefined) : fc.option(nonsense, { nil: undefined, freq: 3 });
  const valid = valuesOf(body).map((value) => JSON.stringify(value, (key, inner: unknown) => nameKnown(key, inner, world)));
  return fc.oneof({ weight: 5, arbitrary: valid }, { weight: 1, arbitrary: nonsense }, { weight: 1, arbitrary: fc.constant(undefined) });
}

/** Texts in the places of URIs become ones that are there; which is told by the text. */
function nameKnown(key: string, value: unknown, { uris, ids }: World): unknown {
  const pick = (text: string, known: readonly string[] = uris): string => known[text.length % known.length] ?? text;
  if ((key === "uri" || key === "context_uri") && typeof value === "string") return pick(value);
  if (key === "uris" && Array.isArray(value)) return value.map((text: unknown) => (typeof text === "string" ? pick(text) : text));
  if (key === "device_ids" && Array.isArray(value)) return value.map((text: unknown) => pick(String(text), ids["device_id"]));
  return value;
}

/** @returns what is wrong with the answer; undefined when nothing is */
export async function faultOf(url: string, { operation, token, path, body }: ContractRequest): Promise<string | undefined> {
  const response = await fetch(url + path, {
    method: operation.method.toUpperCase(),
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { "content-type": operation.upload ?? "application/json" }) },
    ...(body !== undefined && operation.method !== "get" && { body: body.toWellFormed() }),
  });
  const text = await response.text();
  const problem = problemOf(operation, response, text);
  return problem && `${problem}\n${operation.method} ${path}\n${body ?? ""}\n${response.status} ${text.slice(0, 2000)}`;
}

function problemOf({ answer, status = 200, mayBeEmpty }: Operation, response: Response, text: string): string | undefined {
  if (response.status >= 500) return "a client's request is no fault of the service";
  if (response.status >= 400) {
    const parsed = errorBodySchema.safeParse(parse(text));
    if (!parsed.success) return "a refusal says why, in the shape of the Web API";
    if (parsed.data.error.status !== response.status) return "the body names the status";
    return undefined;
  }
  if (response.status === 204 && mayBeEmpty) return text === "" ? undefined : "there is nothing to say";
  if (response.status !== status) return `success is ${status}`;
  if (!answer) return text === "" ? undefined : "there is nothing to say";
  const parsed = answer.safeParse(parse(text));
  return parsed.success
    ? undefined
    : `the answer is not as declared: ${parsed.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`).join("; ")}`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
