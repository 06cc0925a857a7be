import { expect, test } from "vitest";
import { emptySnapshot, trackUri } from "../../tests/support/playlist/operations.ts";
import { Sequencer } from "../../tests/support/playlist/sequencer.ts";
import { Replica } from "./replica.ts";
import type { ConfirmedChange, Operation } from "./schema.ts";

const now = 1_800_000_000_000;
const add = (uid: string, after?: string | null): Operation => ({
  type: "add",
  items: [{ uid, uri: trackUri(1) }],
  ...(after !== undefined && { after }),
});
const namesOf = (replica: Replica) => replica.view.items.map(({ uid }) => uid);

function order(sequencer: Sequencer, by: string, id: string, operation: Operation): ConfirmedChange {
  const result = sequencer.submit(by, id, operation, now);
  if ("refusal" in result || !result.fresh) throw new Error("not fresh");
  return result.fresh.confirmed;
}

test("what somebody does is there at once, and stays where it is when others were quicker", () => {
  const sequencer = new Sequencer(emptySnapshot());
  const ada = new Replica(emptySnapshot(), "ada");
  expect(ada.submit("op-a", add("mine"), now)).toBeUndefined();
  expect(namesOf(ada)).toEqual(["mine"]);
  ada.apply(order(sequencer, "bob", "op-b", add("his", null)));
  expect(namesOf(ada)).toEqual(["his", "mine"]);
  const mine = order(sequencer, "ada", "op-a", add("mine"));
  ada.ack("op-a", mine.revision);
  expect([namesOf(ada), ada.revision, ada.unacknowledged]).toEqual([["his", "mine"], 1, []]);
  ada.apply(mine);
  expect([namesOf(ada), ada.revision]).toEqual([["his", "mine"], 2]);
});

test("what is refused is taken back, and what was built on it", () => {
  const ada = new Replica(emptySnapshot(), "ada");
  ada.submit("op-1", add("first"), now);
  ada.submit("op-2", add("second", "first"), now);
  expect(namesOf(ada)).toEqual(["first", "second"]);
  expect(ada.nack("op-1")).toMatchObject({ id: "op-1", operation: { type: "add" } });
  expect(namesOf(ada)).toEqual([]);
  expect(ada.nack("op-2")).toBeDefined();
  expect(ada.nack("op-2")).toBeUndefined();
});

test("what can't be done here is refused here, and never sent", () => {
  const ada = new Replica(emptySnapshot(), "ada");
  expect(ada.submit("op-1", add("one", "nobody"), now)).toMatchObject({ code: "conflict" });
  expect([namesOf(ada), ada.unacknowledged]).toEqual([[], []]);
});

test("changes that come early wait for those before them, and a snapshot fills the gap", () => {
  const sequencer = new Sequencer(emptySnapshot());
  const changes = ["one", "two", "three"].map((uid) => order(sequencer, "bob", `op-${uid}`, add(uid)));
  const [first, second, third] = changes;
  const ada = new Replica(emptySnapshot(), "ada");
  if (third) ada.apply(third);
  expect([ada.hasGap, ada.revision]).toEqual([true, 0]);
  if (first && second) ada.apply(second, first, first);
  expect([ada.hasGap, namesOf(ada)]).toEqual([false, ["one", "two", "three"]]);
  const late = new Replica(emptySnapshot(), "ada");
  if (third) late.apply(third);
  late.reset(sequencer.version(2));
  expect([late.hasGap, namesOf(late)]).toEqual([false, ["one", "two", "three"]]);
});

test("an operation whose acknowledgement was lost is in no snapshot twice", () => {
  const sequencer = new Sequencer(emptySnapshot());
  const ada = new Replica(emptySnapshot(), "ada");
  ada.submit("op-a", add("mine"), now);
  const { revision } = order(sequencer, "ada", "op-a", add("mine"));
  ada.reset(sequencer.version(revision));
  expect([namesOf(ada), ada.unacknowledged.length]).toEqual([["mine"], 1]);
  ada.ack("op-a", revision);
  expect([namesOf(ada), ada.unacknowledged]).toEqual([["mine"], []]);
});

test("the view is the same object until something changes", () => {
  const ada = new Replica(emptySnapshot(), "ada");
  ada.submit("op-a", add("mine"), now);
  const { view } = ada;
  expect(ada.view).toBe(view);
  ada.nack("op-a");
  expect(ada.view).not.toBe(view);
});
