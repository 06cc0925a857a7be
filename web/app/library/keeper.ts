/**
 * What is kept and what is not: asked for in one request for all that came into view, changed at once, and changed back with a reason
 * where the service refuses. However quickly a heart is pressed, one request for it is under way, and the last press counts.
 */
import { signal, type ReadonlySignal, type Signal } from "@preact/signals";

export type KeeperNeeds = {
  /** In the order asked. */
  contains: (uris: readonly string[]) => Promise<boolean[]>;
  change: (uri: string, kept: boolean) => Promise<void>;
  /** Told when the service has a change. */
  settled: (uri: string, kept: boolean) => void;
  /** Told when a change was refused, and is taken back. */
  refused: (uri: string, kept: boolean, thrown: unknown) => void;
  /** Milliseconds, monotonic. */
  now: () => number;
  /** Calls back when whatever is drawn now has been drawn. */
  soon: (run: () => void) => void;
  /** So many fit into one request. */
  batch: number;
  /** Milliseconds after which an answer is asked for again. */
  freshFor: number;
};

type Entry = {
  shown: Signal<boolean | undefined>;
  /** As the service last said. */
  confirmed: boolean | undefined;
  sending: boolean;
  askedAt: number;
};

export function createKeeper(needs: KeeperNeeds) {
  const entries = new Map<string, Entry>();
  /** What the visitor changed on this page, by URI, refusals taken back: lists that were loaded before leave it out or want it. */
  const changes = signal<ReadonlyMap<string, boolean>>(new Map());
  let waiting = new Set<string>();
  /** Counts listeners: what was answered for one is not for the next. */
  let generation = 0;

  function entryOf(uri: string): Entry {
    const known = entries.get(uri);
    if (known) return known;
    const entry: Entry = { shown: signal<boolean | undefined>(undefined), confirmed: undefined, sending: false, askedAt: -Infinity };
    entries.set(uri, entry);
    return entry;
  }

  async function ask(uris: readonly string[]): Promise<void> {
    const asked = generation;
    // Without an answer nothing is known, as before; it is asked again when it is looked at later.
    const answers = await needs.contains(uris).catch(() => undefined);
    if (asked !== generation || !answers) return;
    for (const [index, uri] of uris.entries()) learn(uri, answers[index] === true);
  }

  function askAll(): void {
    const uris = [...waiting];
    waiting = new Set();
    for (let from = 0; from < uris.length; from += needs.batch) void ask(uris.slice(from, from + needs.batch));
  }

  function learn(uri: string, kept: boolean): void {
    const entry = entryOf(uri);
    entry.askedAt = needs.now();
    // The answer may be older than a press that is on its way.
    if (entry.sending) return;
    entry.confirmed = kept;
    entry.shown.value = kept;
  }

  function note(uri: string, kept: boolean | undefined): void {
    const next = new Map(changes.peek());
    if (kept === undefined) next.delete(uri);
    else next.set(uri, kept);
    changes.value = next;
  }

  async function sendUntilTrue(uri: string, entry: Entry): Promise<void> {
    const asked = generation;
    entry.sending = true;
    for (;;) {
      const wanted = entry.shown.peek() === true;
      try {
        await needs.change(uri, wanted);
      } catch (thrown) {
        if (asked !== generation) return;
        entry.sending = false;
        entry.shown.value = entry.confirmed ?? false;
        note(uri, undefined);
        needs.refused(uri, wanted, thrown);
        return;
      }
      if (asked !== generation) return;
      entry.confirmed = wanted;
      if (entry.shown.peek() === wanted) break;
    }
    entry.sending = false;
    needs.settled(uri, entry.confirmed);
  }

  return {
    changes: changes as ReadonlySignal<ReadonlyMap<string, boolean>>,
    /** Whether it is kept; undefined until it is known. Whoever draws it has it asked for. */
    isKept(uri: string): ReadonlySignal<boolean | undefined> {
      const entry = entryOf(uri);
      if (!entry.sending && needs.now() - entry.askedAt > needs.freshFor) {
        entry.askedAt = needs.now();
        if (waiting.size === 0) needs.soon(askAll);
        waiting.add(uri);
      }
      return entry.shown;
    },
    /** What a list of kept things says without being asked. */
    learn,
    /** Resolves when the service has it, or has refused it. */
    async set(uri: string, kept: boolean): Promise<void> {
      const entry = entryOf(uri);
      entry.shown.value = kept;
      note(uri, kept);
      if (!entry.sending) await sendUntilTrue(uri, entry);
    },
    /** Somebody else listens now. */
    forget(): void {
      generation++;
      waiting = new Set();
      for (const { shown } of entries.values()) shown.value = undefined;
      entries.clear();
      changes.value = new Map();
    },
  };
}
