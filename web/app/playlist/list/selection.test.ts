import fc from "fast-check";
import { expect, test } from "vitest";
import { orderOf } from "./order.ts";
import { everything, extended, inOrder, nothingChosen, only, stillThere, toggled } from "./selection.ts";

const order = orderOf(["a", "b", "c", "d", "e"].map((uid) => ({ uid })));
const chosen = (selection: { chosen: ReadonlySet<string> }) => [...selection.chosen].toSorted().join("");

test("one, one more, one less", () => {
  const two = toggled(only("b"), "d");
  expect(chosen(two)).toBe("bd");
  expect(chosen(toggled(two, "b"))).toBe("d");
});

test("a range begins at the last choice, in either direction, and is drawn anew from there", () => {
  const down = extended(only("b"), "d", order);
  expect(chosen(down)).toBe("bcd");
  expect(chosen(extended(down, "a", order))).toBe("ab");
  expect(chosen(extended(toggled(only("e"), "b"), "c", order, true))).toBe("bce");
  expect(chosen(extended(nothingChosen, "c", order))).toBe("c");
});

test("what left the list is not chosen any more, and nothing changes when all is there", () => {
  const selection = toggled(only("b"), "d");
  const shorter = orderOf([{ uid: "a" }, { uid: "b" }]);
  expect(chosen(stillThere(selection, shorter))).toBe("b");
  expect(stillThere(selection, shorter).anchor).toBeUndefined();
  expect(stillThere(selection, order)).toBe(selection);
});

test("what is chosen is read in the list's order, however it was chosen", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...order.uids)), (presses) => {
      const selection = presses.reduce(toggled, nothingChosen);
      const read = inOrder(selection, order);
      expect(read).toEqual([...selection.chosen].toSorted());
    }),
  );
  expect(inOrder(everything(order), order)).toEqual(order.uids);
});
