/** Tells lists and libraries what changed, until they know: at once, and again by alarm for as long as it takes. */
import { within } from "../../frame/within.ts";
import type { Book } from "./book.ts";
import type { PlaylistProjection } from "./projection.ts";
import { listingOf } from "./reading.ts";

/** Of a playlist that is edited all the time, lists hear once a second. */
const paceMs = 1000;
/** When the alarm looks whether what was to be told at once was told. */
const recoveryMs = 5000;
const longestWaitMs = 300_000;
const patienceMs = 10_000;

/** What is to be told is what is stored beyond the version that was told last: no change writes a row for it. */
export class Outbox {
  readonly #book: Book;
  readonly #projection: PlaylistProjection;
  readonly #patience: number;
  #isTelling = false;
  #toldAt = 0;
  #failures = 0;

  /** @param patience milliseconds that whoever is told may take */
  constructor(book: Book, projection: PlaylistProjection, patience = patienceMs) {
    this.#patience = patience;
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

  /** @param options `isAlarm`: only what fails then has the next alarm wait longer @returns what went wrong; it is tried again */
  async deliver(now: number, { isAlarm }: { isAlarm: boolean }): Promise<{ fault: unknown } | undefined> {
    if (this.#isTelling || this.isEmpty || !this.#isDue(now)) return undefined;
    this.#isTelling = true;
    this.#toldAt = now;
    try {
      const outcomes = [...(await Promise.allSettled([this.#tell()])), ...(await this.#note(now))];
      const failed = outcomes.find((outcome) => outcome.status === "rejected");
      if (!failed) this.#failures = 0;
      else if (isAlarm) this.#failures += 1;
      return failed && { fault: failed.reason };
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
    await this.#inTime(this.#projection.tell({ id: record.id, version, listing: record.ended ? "ended" : listingOf(this.#book) }));
    this.#book.markTold(version);
  }

  async #note(now: number): Promise<PromiseSettledResult<void>[]> {
    const { people, record } = this.#book;
    return Promise.allSettled(
      people.notices().map(async (notice) => {
        await this.#inTime(this.#projection.note(notice, record.id, now));
        people.dropNotice(notice);
      }),
    );
  }

  /** What arrives after all is harmless: of two tellings the newer one counts. @throws where it takes too long */
  async #inTime(telling: Promise<void>): Promise<void> {
    const told = await within(
      this.#patience,
      telling.then(() => true),
    );
    if (!told) throw new Error("whoever was told did not answer in time");
  }
}
