import specs from "@asyncapi/specs";
import { Ajv, type SchemaObject } from "ajv";
import * as formats from "ajv-formats";
import { expect, test } from "vitest";
import { describeConnect, nameParts, type JsonObject } from "./connect-asyncapi.ts";
import { deviceMessageSchema, serverMessageSchema } from "./connect.ts";

const document = describeConnect("https://music.example");

function createAjv(): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
  formats.default.default(ajv);
  return ajv;
}

test("the description is an AsyncAPI 3.0 document with every reference resolved", () => {
  const validate = createAjv().compile(specs.schemasWithoutId["3.0.0"] as SchemaObject);
  validate(document);
  expect(validate.errors).toBeNull();
  const references = Array.from(JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g), ([, path = ""]) => path);
  expect(references.length).toBeGreaterThan(40);
  const missing = references.filter((path) => path.split("/").reduce<unknown>(stepInto, document) === undefined);
  expect(missing).toEqual([]);
});

function stepInto(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

test("each kind of message is in it, from either side, and is said or answered in some operation", () => {
  const kinds = [
    ...deviceMessageSchema.options.map((option) => option.shape.t.value),
    ...serverMessageSchema.options.map((option) => option.shape.t.value),
  ];
  const { messages } = document.components as { messages: Record<string, { name: string }> };
  expect(
    Object.values(messages)
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(kinds.toSorted());
  const operations = JSON.stringify(document["operations"]);
  expect(Object.keys(messages).filter((name) => !operations.includes(`#/channels/session/messages/${name}"`))).toEqual([]);
});

test("a part is described alike wherever the session tells of it", () => {
  const ajv = createAjv();
  ajv.addSchema(document, "connect.json");
  const anchor = { position_ms: 1, at: 2, rate: 1 };
  const isAnchor = ajv.getSchema("connect.json#/components/schemas/Anchor");
  expect([isAnchor?.(anchor), isAnchor?.({ ...anchor, of: "a later version" }), isAnchor?.({ ...anchor, at: "now" })]).toEqual([
    true,
    true,
    false,
  ]);
});

test("two parts of one name that differ are none", () => {
  const holding = (state: JsonObject): JsonObject => ({ type: "object", properties: { state } });
  const schemas: JsonObject = {};
  nameParts(holding({ type: "object" }), schemas);
  nameParts(holding({ type: "object" }), schemas);
  expect(() => nameParts(holding({ type: "string" }), schemas)).toThrow("SessionState");
  expect(schemas).toEqual({ SessionState: { type: "object" } });
});

test("what the session does not take, the description does not take either", () => {
  const ajv = createAjv();
  ajv.addSchema(document, "connect.json");
  const isCommand = ajv.getSchema("connect.json#/components/schemas/DeviceCmd");
  const pause = { v: 1, t: "cmd", id: "0123456789abcdef", d: { command: { type: "pause" } } };
  expect(isCommand?.(pause)).toBe(true);
  for (const wrong of [
    { ...pause, v: 2 },
    { ...pause, more: 1 },
    { ...pause, id: "short" },
    { ...pause, d: { command: { type: "dance" } } },
  ])
    expect([isCommand?.(wrong), deviceMessageSchema.safeParse(wrong).success]).toEqual([false, false]);
});
