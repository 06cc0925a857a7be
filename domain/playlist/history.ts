/** What a playlist's log tells: what changed, and which change somebody would take back. */
import { isEmpty } from "./playlist.ts";
import type { Change, DetailField, PlaylistDetails } from "./schema.ts";

export type LogEntry = {
  revision: number;
  by: string;
  at: number;
  kind: "edit" | "undo" | "restore";
  /** The revision that an undo takes back. */
  undoes: number | null;
  /** Items afterwards. */
  total: number;
  change: Change;
};

/** How far back anybody can take something back. */
export const undoHorizon = 1000;

/**
 * The last change of somebody that still stands, and what was changed since. A change that was taken back, and what took it back,
 * are together as if they had never been.
 * @param newestFirst read no further than needed
 */
export function findUndo(newestFirst: Iterable<LogEntry>, by: string): { target: LogEntry; since: Change[] } | undefined {
  const undone = new Set<number>();
  const later: LogEntry[] = [];
  for (const entry of newestFirst) {
    if (entry.undoes !== null) undone.add(entry.undoes);
    if (undone.has(entry.revision)) continue;
    if (entry.by === by && entry.kind !== "undo" && !isEmpty(undoable(entry.change))) {
      const since = later.filter(({ undoes }) => undoes === null || undoes < entry.revision);
      return { target: entry, since: since.map(({ change }) => change) };
    }
    later.push(entry);
  }
  return undefined;
}

/** What of a change can be taken back: who may see the playlist is only ever said, never brought back from the past. */
export function undoable({ described, ...change }: Change): Change {
  if (!described) return change;
  const { before, after } = described;
  const fields = (["name", "description", "image"] as const).filter((field) => field in after);
  if (fields.length === 0) return change;
  const kept = (details: Partial<PlaylistDetails>) => Object.fromEntries(fields.map((field) => [field, details[field]]));
  return { ...change, described: { before: kept(before), after: kept(after) } };
}

export type ChangeSummary = {
  /** How many items. */
  added: number;
  removed: number;
  moved: number;
  described: DetailField[];
  /** The name before and after, where it changed. */
  renamed?: { before: string; after: string };
  /** A few of the items added, or else removed. */
  uris: string[];
};

const fewUris = 5;

export function summarize({ removed, moved, inserted, described }: Change): ChangeSummary {
  const [added, gone] = [inserted, removed].map((runs) => runs.flatMap((run) => run.items));
  const [before, after] = [described?.before.name, described?.after.name];
  return {
    added: added?.length ?? 0,
    removed: gone?.length ?? 0,
    moved: moved.reduce((sum, { uids }) => sum + uids.length, 0),
    described: Object.keys(described?.after ?? {}) as DetailField[],
    ...(before !== undefined && after !== undefined && { renamed: { before, after } }),
    uris: [...(added ?? []), ...(gone ?? [])].slice(0, fewUris).map(({ uri }) => uri),
  };
}
