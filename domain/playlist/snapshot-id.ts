/** The Web API's `snapshot_id`: names one version of one playlist, and says nothing to whoever reads it. */

/** A random text that a playlist gets when it is made: a version of another playlist is not taken for one of its own. */
export const lineagePattern = /^[0-9A-Za-z]{16}$/;

const revisionDigits = 6;

export function snapshotIdOf(revision: number, lineage: string): string {
  return revision.toString(36).padStart(revisionDigits, "0") + lineage;
}

/** @returns undefined when it is of another playlist, or of none */
export function revisionOfSnapshot(snapshotId: string, lineage: string): number | undefined {
  const revision = snapshotId.slice(0, -lineage.length);
  if (!snapshotId.endsWith(lineage) || !/^[0-9a-z]{6,8}$/.test(revision)) return undefined;
  return Number.parseInt(revision, 36);
}
