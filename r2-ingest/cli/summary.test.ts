import { expect, test } from "vitest";
import type { IngestSummary } from "../run/types.ts";
import { summaryLines } from "./summary.ts";

const nothing: IngestSummary = {
  files: 2,
  releases: [],
  refused: [],
  remarks: [],
  encodedRecordings: 0,
  analysedRecordings: 0,
  encodedSeconds: 0,
  uploadedObjects: 0,
  uploadedBytes: 0,
  elapsed: 500,
};

test("two passes are summed, and what the first created is called created", () => {
  const release = { albumId: "a", title: "Album", tracks: 2, absent: [] };
  const first = {
    ...nothing,
    encodedSeconds: 100,
    uploadedObjects: 6,
    uploadedBytes: 3_000_000,
    releases: [{ ...release, outcome: "created" as const }],
  };
  const second = {
    ...nothing,
    encodedSeconds: 100,
    uploadedObjects: 12,
    uploadedBytes: 9_000_000,
    releases: [{ ...release, outcome: "unchanged" as const }],
  };
  expect(summaryLines([first, second]).slice(1)).toEqual([
    "2 files, 1 releases (1 created)",
    "3:20 of music encoded, 18 objects sent (12.0 MB), 0:01 taken",
  ]);
});

test("refusals and absent tracks are said at the end", () => {
  const absent = [{ disc: 1, number: 1, title: "x" }];
  const summary = {
    ...nothing,
    releases: [{ albumId: "a", title: "A", outcome: "changed" as const, tracks: 1, absent }],
    refused: [{ path: "/b", reason: "empty" }],
  };
  expect(summaryLines([summary]).slice(-3)).toEqual([expect.stringContaining("1 tracks of the catalogue"), "1 refused:", "  /b: empty"]);
});
