import type { IngestSummary } from "../run/types.ts";
import { clock } from "./reporter.ts";

function bytes(count: number): string {
  if (count < 1_000_000) return `${Math.ceil(count / 1000)} kB`;
  return count < 1_000_000_000 ? `${(count / 1_000_000).toFixed(1)} MB` : `${(count / 1_000_000_000).toFixed(2)} GB`;
}

/** The end of a run in a few lines. Passes over the same folders name the same refusals: the last pass tells them. */
export function summaryLines(passes: readonly IngestSummary[]): string[] {
  const last = passes.at(-1);
  if (!last) return [];
  const sum = (read: (summary: IngestSummary) => number): number => passes.reduce((total, summary) => total + read(summary), 0);
  const outcomes = (["created", "changed", "unchanged"] as const)
    .map((outcome) => ({ outcome, count: last.releases.filter((release) => outcomeOf(passes, release.albumId) === outcome).length }))
    .filter(({ count }) => count > 0)
    .map(({ outcome, count }) => `${count} ${outcome}`);
  const absent = last.releases.reduce((count, release) => count + release.absent.length, 0);
  const seconds = sum(({ elapsed }) => elapsed) / 1000;
  const music = sum(({ encodedSeconds }) => encodedSeconds);
  return [
    "",
    `${last.files} files, ${last.releases.length} releases${outcomes.length > 0 ? ` (${outcomes.join(", ")})` : ""}`,
    `${clock(music)} of music encoded, ${sum(({ uploadedObjects }) => uploadedObjects)} objects sent (${bytes(sum(({ uploadedBytes }) => uploadedBytes))}), ${clock(seconds)} taken`,
    ...(absent > 0
      ? [`${absent} tracks of the catalogue were not in this delivery; nothing was removed (npm run takedown withdraws)`]
      : []),
    ...refusalLines(last),
  ];
}

/** The end of a run that analysed only. */
export function analysedLines(passes: readonly IngestSummary[]): string[] {
  return passes.flatMap((summary) => [
    "",
    `${summary.analysedRecordings} recordings analysed, ${clock(summary.elapsed / 1000)} taken`,
    ...refusalLines(summary),
  ]);
}

function refusalLines({ refused }: IngestSummary): string[] {
  return refused.length > 0 ? [`${refused.length} refused:`, ...refused.map(({ path, reason }) => `  ${path}: ${reason}`)] : [];
}

/** A release that the first pass created is new, whatever the second one says of it. */
function outcomeOf(passes: readonly IngestSummary[], albumId: string): string | undefined {
  const outcomes = passes.flatMap(({ releases }) =>
    releases.filter((release) => release.albumId === albumId).map(({ outcome }) => outcome),
  );
  return outcomes.find((outcome) => outcome === "created") ?? outcomes.find((outcome) => outcome === "changed") ?? outcomes[0];
}
