import { expect, test } from "vitest";
import { operationIdSchema, uidSchema, type Operation } from "../../../../domain/playlist/schema.ts";
import { inParts, newName } from "./operations.ts";

const uids = Array.from({ length: 4500 }, (_, index) => `uid-${String(index).padStart(22, "0")}`);

test("names are those of items and of operations", () => {
  const name = newName();
  expect([uidSchema.safeParse(name).success, operationIdSchema.safeParse(name).success]).toEqual([true, true]);
  expect(newName()).not.toBe(name);
});

test("parts fit into messages, and move what the whole would have moved to where it would", () => {
  const parts = inParts({ type: "move", uids, after: "anchor00" });
  const moves = parts.flatMap((part) => (part.type === "move" ? [part] : []));
  expect(moves.flatMap((part) => part.uids)).toEqual(uids);
  expect(moves.map(({ after }) => after)).toEqual(["anchor00", uids[1999], uids[3999]]);
  for (const op of parts) {
    const message = JSON.stringify({ v: 1, type: "op", id: newName(), op });
    expect(message.length).toBeLessThan(65_536);
  }
});

test("what is small stays whole", () => {
  const operation: Operation = { type: "remove", uids: ["aaaaaaaa"] };
  expect(inParts(operation)).toEqual([operation]);
  expect(inParts({ type: "undo" })).toEqual([{ type: "undo" }]);
});
