import { computed } from "@preact/signals";
import { expect, test, vi } from "vitest";
import { RequestError } from "./failure.ts";
import { createResources } from "./resource.ts";

function fixture(load: (key: string) => Promise<string>) {
  let clock = 0;
  const resources = createResources(load, { now: () => clock, freshFor: 30_000, capacity: 2 });
  return { resources, pass: (ms: number) => (clock += ms) };
}

test("a known document is shown at once and refreshed behind the page when it is old", async () => {
  let version = 0;
  const { resources, pass } = fixture(() => Promise.resolve(`v${++version}`));
  expect(await resources.value("a")).toBe("v1");
  pass(31_000);
  const shown = resources.get("a");
  expect(shown.state.value).toEqual({ kind: "ready", value: "v1" });
  await vi.waitFor(() => expect(shown.state.value).toEqual({ kind: "ready", value: "v2" }));
});

test("a refresh that fails keeps what is shown", async () => {
  const load = vi.fn<() => Promise<string>>().mockResolvedValueOnce("v1").mockRejectedValue(new RequestError("broken"));
  const { resources, pass } = fixture(load);
  await resources.value("a");
  pass(31_000);
  resources.get("a");
  await vi.waitFor(() => expect(load).toHaveBeenCalledTimes(2));
  expect(resources.peek("a")).toBe("v1");
});

test("a document that is gone is gone, also where it was known", async () => {
  const load = vi.fn<() => Promise<string>>().mockResolvedValueOnce("v1").mockRejectedValue(new RequestError("not_found"));
  const { resources, pass } = fixture(load);
  await resources.value("a");
  pass(31_000);
  const shown = resources.get("a");
  await vi.waitFor(() => expect(shown.state.value.kind).toBe("failed"));
});

test("a failed document is loaded again on retry", async () => {
  const load = vi.fn<() => Promise<string>>().mockRejectedValueOnce(new RequestError("offline")).mockResolvedValue("v1");
  const { resources } = fixture(load);
  const shown = resources.get("a");
  await vi.waitFor(() => expect(shown.state.value.kind).toBe("failed"));
  shown.retry();
  expect(shown.state.value.kind).toBe("loading");
  await vi.waitFor(() => expect(shown.state.value).toEqual({ kind: "ready", value: "v1" }));
});

test("the least recently used is forgotten", async () => {
  const { resources } = fixture((key) => Promise.resolve(key));
  for (const key of ["a", "b", "a", "c"]) await resources.value(key);
  expect([resources.peek("a"), resources.peek("b"), resources.peek("c")]).toEqual(["a", undefined, "c"]);
});

test("what is forgotten is looked for again by whoever shows it; what was on its way is not taken", async () => {
  const answers: ((value: string) => void)[] = [];
  const { resources } = fixture(() => new Promise((resolve) => answers.push(resolve)));
  const shown = computed(() => resources.get("a").state.value);
  const stop = shown.subscribe(() => {});
  resources.forget();
  expect(answers).toHaveLength(2);
  answers[0]?.("theirs");
  answers[1]?.("mine");
  await vi.waitFor(() => expect(shown.value).toEqual({ kind: "ready", value: "mine" }));
  expect(resources.peek("a")).toBe("mine");
  stop();
});
