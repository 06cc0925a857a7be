/** The object's alarm: set for the next thing there is to see to, and left where an earlier one is set already, since each setting is a write. */
export class Alarm {
  readonly #storage: Pick<DurableObjectStorage, "getAlarm" | "setAlarm">;
  #at: number | undefined;

  constructor(storage: Pick<DurableObjectStorage, "getAlarm" | "setAlarm">) {
    this.#storage = storage;
  }

  /** Before anything else, in an instance that may have an alarm of a former one's. */
  async recall(): Promise<void> {
    this.#at = (await this.#storage.getAlarm()) ?? undefined;
  }

  /** It rang. */
  forget(): void {
    this.#at = undefined;
  }

  /** In the turn that stored what it is for, so that both are kept or none. @param wanted milliseconds since 1970; undefined: nothing waits */
  plan(wanted: number | undefined, now: number): void {
    if (wanted === undefined || (this.#at !== undefined && this.#at <= wanted)) return;
    this.#at = Math.max(wanted, now);
    void this.#storage.setAlarm(this.#at);
  }
}
