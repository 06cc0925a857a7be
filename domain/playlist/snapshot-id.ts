/** The Web API's `snapshot_id`: names one version of one playlist, and says nothing to whoever reads it. */

const revisionDigits = 6;

/** @param lineage a random text that a playlist gets when it is made: another playlist's version is not taken for one of its own */
export function snapshotIdOf(revision: number, lineage: string): string {
  return revision.toString(36).padStart(revisionDigits, "0") + lineage;
}

/** @returns undefined when it is of another playlist, or of none */
export function revisionOfSnapshot(snapshotId: string, lineage: string): number | undefined {
  const revision = snapshotId.slice(0, -lineage.length);
  if (!snapshotId.endsWith(lineage) || !/^[0-9a-z]{6,8}$/.test(revision)) return undefined;
  return Number.parseInt(revision, 36);
}
