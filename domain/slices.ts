import { sliceCount } from "./ids.ts";

/**
 * Which database holds which virtual slice, written as `CATALOG_0:0-63,CATALOG_1:64-127`.
 * Slices that nobody holds yet stay free for databases to come, so that adding one moves no row.
 */
export type SliceMap = { databases: string[]; databaseOf: (slice: number) => string | undefined; open: number[] };

export class SliceMapError extends Error {}

/** @throws SliceMapError when a range is malformed, leaves 0–1023, or two databases claim one slice */
export function parseSliceMap(text: string): SliceMap {
  const owners = new Map<number, string>();
  const databases: string[] = [];
  for (const part of text.split(",")) {
    const match = /^\s*([A-Z][A-Z0-9_]*):(\d+)-(\d+)\s*$/.exec(part);
    if (!match) throw new SliceMapError(`not a range of slices: ${JSON.stringify(part)}`);
    const [, database = "", first = "", last = ""] = match;
    if (Number(first) > Number(last) || Number(last) >= sliceCount) throw new SliceMapError(`no such range of slices: ${part}`);
    if (!databases.includes(database)) databases.push(database);
    for (let slice = Number(first); slice <= Number(last); slice++) {
      const owner = owners.get(slice);
      if (owner) throw new SliceMapError(`slice ${slice} is claimed by ${owner} and ${database}`);
      owners.set(slice, database);
    }
  }
  return { databases, databaseOf: (slice) => owners.get(slice), open: [...owners.keys()].toSorted((a, b) => a - b) };
}

/** The slice in which a thing that a digest names is created: spread evenly over the slices that a database holds. */
export function sliceForNew(map: SliceMap, digest: Uint8Array): number {
  const value = new DataView(digest.buffer, digest.byteOffset, digest.byteLength).getUint32(digest.byteLength - 4);
  const slice = map.open[value % map.open.length];
  if (slice === undefined) throw new SliceMapError("no slice is held by any database");
  return slice;
}
