import { expect, test } from "vitest";
import { choose, distance, fits, shuffle, takeTurns, type Candidate, type Tuning } from "./recommendation.ts";

const open: Tuning = { min: {}, max: {}, target: {} };
const candidate = (id: string, albumId: string, traits: Candidate["traits"] = {}): Candidate => ({ id, albumId, traits });

test("the same question has the same answer, and another one another order", () => {
  const ids = Array.from({ length: 20 }, (_, index) => `track ${index}`);
  const asked = (question: string) => shuffle(ids, question, (id) => id);
  expect(asked("one")).toEqual(asked("one"));
  expect(asked("one")).not.toEqual(asked("two"));
  expect(asked("one").toSorted()).toEqual(ids.toSorted());
});

test("bounds leave out what lies beyond them, and nothing of which nobody knows", () => {
  const tuning: Tuning = { ...open, min: { tempo: 120 }, max: { energy: 0.5 } };
  const chosen = choose(
    [candidate("slow", "a", { tempo: 90 }), candidate("loud", "a", { energy: 0.9 }), candidate("unknown", "b")],
    tuning,
    "q",
    10,
  );
  expect(chosen.map(({ id }) => id)).toEqual(["unknown"]);
  expect(fits({ tempo: 120, energy: 0.5 }, tuning)).toBe(true);
});

test("what is nearest to the target comes first, and what nobody knows neither first nor last", () => {
  const tuning: Tuning = { ...open, target: { tempo: 120 } };
  const chosen = choose(
    [candidate("far", "a", { tempo: 190 }), candidate("unknown", "b"), candidate("near", "c", { tempo: 121 })],
    tuning,
    "q",
    10,
  );
  expect(chosen.map(({ id }) => id)).toEqual(["near", "unknown", "far"]);
  expect(distance({ key: 11 }, { ...open, target: { key: 0 } })).toBe(distance({ key: 1 }, { ...open, target: { key: 0 } }));
});

test("no album fills the list while another has tracks", () => {
  const long = Array.from({ length: 10 }, (_, index) => candidate(`long ${index}`, "long"));
  const chosen = choose([...long, candidate("short", "short")], open, "q", 2);
  expect(new Set(chosen.map(({ albumId }) => albumId))).toEqual(new Set(["long", "short"]));
});

test("turns end with the lists, each item is taken once", () => {
  expect(
    takeTurns(
      [
        ["a", "b", "c"],
        ["a", "d"],
      ],
      10,
    ),
  ).toEqual(["a", "b", "d", "c"]);
  expect(takeTurns([], 5)).toEqual([]);
});
