import { DurableObject } from "cloudflare:workers";
import type { KeepOutcome, KeptItem, KeptKind, KeptPlaylist, ListenerLibrary, PreferenceChange } from "../../contracts/library.ts";
import { openDatabases } from "../../d1/databases.ts";
import { writeFollows } from "../../d1/library/follows.ts";
import { describeFault, writeLine } from "../../frame/request-log.ts";
import { openLibraryStore, type LibraryStore } from "./store.ts";

type Paging = { offset: number; limit: number };

/** How much news one statement tells. */
const newsAtOnce = 500;
/** After how long news is told again when it may not have arrived, milliseconds: twice as long after each failure, up to the longest. */
const tellAgainAfter = 10_000;
const longestWait = 300_000;
const failuresKey = "failures";

/**
 * One listener's library, named by the account's id. Whom the listener follows is told to their database, where followers are counted:
 * at once, and by an alarm until it is known there.
 */
export class Listener extends DurableObject<Env> implements ListenerLibrary {
  readonly #store: LibraryStore;
  #isTelling = false;

  constructor(context: DurableObjectState, env: Env) {
    super(context, env);
    this.#store = openLibraryStore(context.storage, context.id.name);
  }

  async keep(kind: KeptKind, items: { id: string; at?: number }[], now: number): Promise<KeepOutcome> {
    const outcome = this.#store.keep(kind, items, now);
    await this.#announce();
    return outcome;
  }

  async drop(kind: KeptKind, ids: string[]): Promise<void> {
    this.#store.drop(kind, ids);
    await this.#announce();
  }

  list(kind: KeptKind, paging: Paging): { total: number; items: KeptItem[] } {
    return this.#store.list(kind, paging);
  }

  listById(kind: KeptKind, after: string | undefined, limit: number): { total: number; items: KeptItem[] } {
    return this.#store.listById(kind, after ?? "", limit);
  }

  contains(kind: KeptKind, ids: string[]): boolean[] {
    return this.#store.contains(kind, ids);
  }

  notePlaylist(id: string, relation: "owner" | "member" | "gone", now: number, version?: number): void {
    this.#store.notePlaylist(id, relation, now, version);
  }

  playlists(paging: Paging): { total: number; items: KeptPlaylist[] } {
    return this.#store.playlists(paging);
  }

  preferences(): Record<string, string> {
    return this.#store.preferences();
  }

  prefer(changes: PreferenceChange[]): KeepOutcome {
    return this.#store.prefer(changes);
  }

  /** Also while somebody is telling and does not come to an end: what is told twice counts once. */
  override async alarm(): Promise<void> {
    await this.#arm();
    await this.#tell();
  }

  async #arm(): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now() + Math.min(longestWait, tellAgainAfter * 2 ** this.#failures()));
  }

  /** In a row. They are kept: between two attempts the object may be put to sleep. */
  #failures(): number {
    return this.ctx.storage.kv.get<number>(failuresKey) ?? 0;
  }

  /** Sets the alarm with the news, so that no crash loses it, and tells it without having the listener wait. */
  async #announce(): Promise<void> {
    if (this.#store.news(1).length === 0) return;
    await this.#arm();
    // Whoever is telling looks again when they are done.
    if (!this.#isTelling) this.ctx.waitUntil(this.#tell());
  }

  async #tell(): Promise<void> {
    this.#isTelling = true;
    const started = performance.now();
    try {
      const databases = openDatabases(this.env, this.env.LIBRARY_SLICES);
      for (let news = this.#store.news(newsAtOnce); news.length > 0; news = this.#store.news(newsAtOnce)) {
        await writeFollows(databases, this.#store.listener(), news);
        this.#store.settle(news);
      }
      this.ctx.storage.kv.delete(failuresKey);
      await this.ctx.storage.deleteAlarm();
    } catch (fault) {
      this.ctx.storage.kv.put(failuresKey, this.#failures() + 1);
      await this.#arm();
      report(fault, performance.now() - started);
    } finally {
      this.#isTelling = false;
    }
  }
}

function report(fault: unknown, ms: number): void {
  writeLine({
    kind: "work",
    at: new Date().toISOString(),
    worker: "listener",
    task: "follows",
    outcome: "retry",
    count: 1,
    ms: Math.round(ms),
    fault: describeFault(fault),
  });
}
