import fc from "fast-check";
import { expect, test } from "vitest";
import { addSeries, emptySeries, observe, renderSeries } from "./histogram.ts";

const labels = { worker: "api", method: "GET", route: "/v1/x", status: 200 };
const latencies = fc.array(fc.double({ min: 0, max: 20_000, noNaN: true }), { maxLength: 40 });

test("adding up what two isolates saw is what one would have seen", () => {
  fc.assert(
    fc.property(latencies, latencies, (left, right) => {
      const [a, b, whole] = [emptySeries(labels), emptySeries(labels), emptySeries(labels)];
      for (const ms of left) observe(a, ms);
      for (const ms of right) observe(b, ms);
      for (const ms of [...left, ...right]) observe(whole, ms);
      const sum = addSeries(a, b);
      expect(sum.buckets).toEqual(whole.buckets);
      expect(sum.count).toBe(whole.count);
      expect(sum.sumMs).toBeCloseTo(whole.sumMs, 3);
    }),
  );
});

test("the last bucket holds every request, and labels are escaped", () => {
  const series = emptySeries({ ...labels, route: 'a"b\\c' });
  for (const ms of [0.5, 3, 99_999]) observe(series, ms);
  const text = renderSeries([series]);
  expect(text).toContain('route="a\\"b\\\\c"');
  expect(text).toMatch(/le="0.001"\} 1\n/);
  expect(text).toMatch(/le="\+Inf"\} 3\n/);
});
