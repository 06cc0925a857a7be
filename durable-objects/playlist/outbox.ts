/** Tells lists and libraries what changed, until they know: at once, and again by alarm for as long as it takes. */
import type { Book } from "./book.ts";
import type { PlaylistProjection } from "./projection.ts";
import { listingOf } from "./reading.ts";

/** Of a playlist that is edited all the time, lists hear once a second. */
const paceMs = 1000;
/** When the alarm looks whether what was to be told at once was told. */
const recoveryMs = 5000;
const longestWaitMs = 300_000;

/** What is to be told is what is stored beyond the version that was told last: no change writes a row for it. */
export class Outbox {
  readonly #book: Book;
  readonly #projection: PlaylistProjection;
  #isTelling = false;
  #toldAt = 0;
  #failures = 0;

  constructor(book: Book, projection: PlaylistProjection) {
    this.#book = book;
    this.#projection = projection;
  }

  get isEmpty(): boolean {
    return this.#book.version <= this.#book.record.toldVersion && this.#book.people.notices().length === 0;
  }

  /** When the alarm is to look again; undefined when there is nothing to tell. */
  nextLook(now: number): number | undefined {
    if (this.isEmpty) return undefined;
    if (this.#failures > 0) return now + Math.min(longestWaitMs, recoveryMs * 2 ** (this.#failures - 1));
    return this.#isDue(now) ? now + recoveryMs : this.#toldAt + paceMs;
  }

  /** @returns what went wrong; it is tried again */
  async deliver(now: number): Promise<{ fault: unknown } | undefined> {
    if (this.#isTelling || this.isEmpty || !this.#isDue(now)) return undefined;
    this.#isTelling = true;
    this.#toldAt = now;
    try {
      await this.#tell();
      await this.#note(now);
      this.#failures = 0;
      return undefined;
    } catch (fault) {
      this.#failures += 1;
      return { fault };
    } finally {
      this.#isTelling = false;
    }
  }

  #isDue(now: number): boolean {
    return now - this.#toldAt >= paceMs;
  }

  async #tell(): Promise<void> {
    const { version, record } = this.#book;
    if (version <= record.toldVersion) return;
    await this.#projection.tell({ id: record.id, version, listing: record.ended ? "ended" : listingOf(this.#book) });
    this.#book.markTold(version);
  }

  async #note(now: number): Promise<void> {
    const { people, record } = this.#book;
    for (const notice of people.notices()) {
      await this.#projection.note(notice.account_id, record.id, notice.relation, now);
      people.dropNotice(notice);
    }
  }
}
