import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { describeWebApi } from "./openapi.ts";
import type { Operation } from "./operation.ts";
import { operations } from "./operations.ts";

const document = describeWebApi(operations, "https://music.example");

test("the description is an OpenAPI 3.1 document with every reference resolved", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(structuredClone(document));
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
  expect(validator.version).toBe("3.1");
  const text = JSON.stringify(document);
  const referred = new Set(Array.from(text.matchAll(/"#\/components\/schemas\/(\w+)"/g), ([, name = ""]) => name));
  expect([...referred].filter((name) => !text.includes(`"${name}":{`))).toEqual([]);
});

test("each operation has a name, a path and a method of its own, and the parameters that its path names", () => {
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  expect(new Set(operations.map(({ method, path }) => `${method} ${path}`)).size).toBe(operations.length);
  const declared = ({ params }: Operation) => Object.keys(params?.shape ?? {}).toSorted();
  const inPath = ({ path }: Operation) => Array.from(path.matchAll(/\{(\w+)\}/g), ([, name]) => name).toSorted();
  for (const operation of operations) expect([operation.id, declared(operation)]).toEqual([operation.id, inPath(operation)]);
});
