/** What somebody did that the service has not confirmed yet, kept in this browser: a reload loses none of it. */
import type { Operation } from "../../../../domain/playlist/schema.ts";

export type KeptOperation = { id: string; operation: Operation; at: number };
type KeptRow = KeptOperation & { owner: string };

export type PendingStore = {
  /** In the order in which they were done. */
  load(): Promise<KeptOperation[]>;
  keep(operation: KeptOperation): void;
  drop(id: string): void;
};

const databaseName = "nearfield-playlists";
const table = "operations";
const byOwner = "owner";
/** Milliseconds. What nobody came back for is not done behind their back much later. */
const keptFor = 3 * 24 * 3600 * 1000;

let opening: Promise<IDBDatabase> | undefined;

function answerOf<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("the browser's database failed")));
  });
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(databaseName, 1);
  request.addEventListener("upgradeneeded", () => {
    request.result.createObjectStore(table, { keyPath: "id" }).createIndex(byOwner, byOwner);
  });
  return answerOf(request);
}

async function rows(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  opening ??= openDatabase();
  return (await opening).transaction(table, mode).objectStore(table);
}

/** Where the browser keeps nothing (private windows of some), all works but for the reload. */
function quietly(work: Promise<unknown>): void {
  work.catch(() => {
    opening = undefined;
  });
}

/** @param account the listener whose edits they are */
export function openPendingStore(account: string, playlist: string): PendingStore {
  const owner = `${account} ${playlist}`;
  return {
    async load() {
      try {
        const found = (await answerOf((await rows("readonly")).index(byOwner).getAll(owner))) as KeptRow[];
        const oldest = Date.now() - keptFor;
        for (const { id, at } of found) if (at < oldest) this.drop(id);
        return found.filter(({ at }) => at >= oldest).toSorted((a, b) => a.at - b.at);
      } catch {
        return [];
      }
    },
    keep(operation) {
      quietly(rows("readwrite").then((store) => answerOf(store.put({ ...operation, owner } satisfies KeptRow))));
    },
    drop(id) {
      quietly(rows("readwrite").then((store) => answerOf(store.delete(id))));
    },
  };
}
