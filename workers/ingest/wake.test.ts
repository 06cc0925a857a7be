import { expect, it, vi } from "vitest";
import { wake } from "./wake.ts";

const change = { id: 1, album_id: "0".repeat(22), former_artist_ids: [], former_cover_id: null, takedown: true };

it("what was written stands, and is answered as done, also where the queue refuses the message", async () => {
  const lines = vi.spyOn(console, "log").mockReturnValue();
  const send = vi.fn(async () => Promise.reject(new Error("the queue is unwell")));
  await wake({ send }, change);
  expect(send).toHaveBeenCalledWith(change);
  expect(lines.mock.calls.map(([line]): unknown => JSON.parse(String(line)))).toMatchObject([{ worker: "ingest", outcome: "retry" }]);
});
