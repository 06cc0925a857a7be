/** Edits by position, as the Web API has them, told as operations on the items that stood there. */
import type { Refusal } from "./perform.ts";
import type { NewItem, Operation, PlaylistItem } from "./schema.ts";

export type IndexEdit =
  | { type: "add"; uris: string[]; position?: number | undefined }
  | { type: "reorder"; range_start: number; insert_before: number; range_length: number; snapshot_id?: string | undefined }
  | { type: "remove"; items: { uri?: string | undefined; positions?: number[] | undefined }[]; snapshot_id?: string | undefined }
  | { type: "replace"; uris: string[] };

type Named = { operation: Operation; refusal?: undefined } | { refusal: Refusal; operation?: undefined };

/** @param version the items that the positions are of @param operationId makes the uids of what is added */
export function nameItems(edit: IndexEdit, version: readonly PlaylistItem[], operationId: string): Named {
  switch (edit.type) {
    case "add":
      return add(edit, version, operationId);
    case "reorder":
      return reorder(edit, version);
    case "remove":
      return remove(edit, version);
    case "replace":
    default:
      return { operation: { type: "replace", items: newItems(edit.uris, operationId) } };
  }
}

/** Uids that the same operation makes again when it is sent again. */
export function newItems(uris: readonly string[], operationId: string): NewItem[] {
  return uris.map((uri, index) => ({ uid: `${operationId}-${index.toString(36)}`, uri }));
}

function beyond(field: string): { refusal: Refusal } {
  return { refusal: { code: "invalid_request", field, message: "There is no such position in that version." } };
}

function add({ uris, position }: Extract<IndexEdit, { type: "add" }>, version: readonly PlaylistItem[], operationId: string): Named {
  const items = newItems(uris, operationId);
  if (position === undefined || position === version.length) return { operation: { type: "add", items } };
  if (position > version.length) return beyond("position");
  return { operation: { type: "add", items, after: version[position - 1]?.uid ?? null } };
}

function reorder(edit: Extract<IndexEdit, { type: "reorder" }>, version: readonly PlaylistItem[]): Named {
  const { range_start: start, insert_before: before, range_length: length } = edit;
  if (start >= version.length) return beyond("range_start");
  if (start + length > version.length) return beyond("range_length");
  if (before > version.length) return beyond("insert_before");
  const uids = version.slice(start, start + length).map(({ uid }) => uid);
  const isInside = before > start && before < start + length;
  return { operation: { type: "move", uids, after: version[(isInside ? start : before) - 1]?.uid ?? null } };
}

function remove({ items }: Extract<IndexEdit, { type: "remove" }>, version: readonly PlaylistItem[]): Named {
  const uids = new Set<string>();
  const everywhere = new Set(items.filter(({ positions }) => !positions).map(({ uri }) => uri));
  for (const { uid, uri } of version) if (everywhere.has(uri)) uids.add(uid);
  for (const { uri, positions = [] } of items) {
    for (const position of positions) {
      const item = version[position];
      if (!item) return beyond("positions");
      if (uri !== undefined && item.uri !== uri) {
        return { refusal: { code: "invalid_request", field: "positions", message: "Something else stands there in that version." } };
      }
      uids.add(item.uid);
    }
  }
  return { operation: { type: "remove", uids: [...uids] } };
}
