/**
 * Lists kept in this browser (IndexedDB), in chunks, oldest first: what comes on top changes the last chunk alone. Each account has its
 * own, and those of others are removed. Without a store the lists are asked for each time.
 */

export type StoredList<Item> = { items: readonly Item[]; savedAt: number };

export type ListStore<Item> = {
  read(): Promise<StoredList<Item> | undefined>;
  /** @param items newest first */
  write(items: readonly Item[], now: number): Promise<void>;
};

const databaseName = "nearfield.library";
const storeName = "chunks";
const chunkSize = 500;
/** Changes when what is stored of an item does. */
const version = 1;

function openDatabase(): Promise<IDBDatabase> {
  const { promise, resolve, reject } = Promise.withResolvers<IDBDatabase>();
  const request = indexedDB.open(databaseName, version);
  request.addEventListener("upgradeneeded", () => {
    for (const name of request.result.objectStoreNames) request.result.deleteObjectStore(name);
    request.result.createObjectStore(storeName);
  });
  request.addEventListener("success", () => {
    // Another tab that wants to remove or renew it does not wait for this one.
    request.result.addEventListener("versionchange", () => request.result.close());
    resolve(request.result);
  });
  request.addEventListener("error", () => reject(new Error("the database can't be opened")));
  return promise;
}

async function within(mode: IDBTransactionMode, work: (store: IDBObjectStore) => { readonly result: unknown }[]): Promise<unknown[]> {
  const database = await openDatabase();
  try {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const transaction = database.transaction(storeName, mode);
    const requests = work(transaction.objectStore(storeName));
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(new Error("the transaction was aborted")));
    await promise;
    return requests.map((request) => request.result);
  } finally {
    database.close();
  }
}

/** Keys are `<account>/<list>/<chunk>`; chunks sort as texts. */
function keysOf(prefix: string): IDBKeyRange {
  return IDBKeyRange.bound(`${prefix}/`, `${prefix}/\uffff`);
}

export function chunksOf<Item>(items: readonly Item[]): Item[][] {
  const oldestFirst = items.toReversed();
  return Array.from({ length: Math.ceil(items.length / chunkSize) }, (_, index) =>
    oldestFirst.slice(index * chunkSize, (index + 1) * chunkSize),
  );
}

function isSame(a: readonly unknown[] | undefined, b: readonly unknown[]): boolean {
  return a?.length === b.length && b.every((item, index) => item === a[index]);
}

export function openListStore<Item>(account: string, list: string): ListStore<Item> {
  const prefix = `${account}/${list}`;
  const keyOf = (chunk: number) => `${prefix}/${String(chunk).padStart(6, "0")}`;
  let written: Item[][] = [];
  return {
    async read() {
      const found = await within("readonly", (store) => [store.get(`${prefix}.saved`), store.getAll(keysOf(prefix))]).catch(
        () => undefined,
      );
      const [savedAt, chunks] = (found ?? []) as [number | undefined, Item[][] | undefined];
      if (savedAt === undefined || !chunks) return undefined;
      written = chunks;
      return { items: chunks.flat().toReversed(), savedAt };
    },
    async write(items, now) {
      const chunks = chunksOf(items);
      const changed = chunks.flatMap((chunk, index) => (isSame(written[index], chunk) ? [] : [{ chunk, index }]));
      try {
        await within("readwrite", (store) => {
          for (const { chunk, index } of changed) store.put(chunk, keyOf(index));
          if (chunks.length < written.length) store.delete(IDBKeyRange.bound(keyOf(chunks.length), keyOf(999_999)));
          return [store.put(now, `${prefix}.saved`)];
        });
        written = chunks;
      } catch {
        // Where there is no room, or storage is forbidden, the next visit asks for all of it.
      }
    },
  };
}

/** What other accounts left here. @param account undefined: nobody's is kept */
export async function forgetOtherLists(account: string | undefined): Promise<void> {
  await within("readwrite", (store) => {
    if (account === undefined) return [store.clear()];
    const [before, after] = [IDBKeyRange.upperBound(account, true), IDBKeyRange.lowerBound(`${account}\uffff`)];
    return [store.delete(before), store.delete(after)];
  }).catch(() => undefined);
}
