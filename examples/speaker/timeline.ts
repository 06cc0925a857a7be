/** A log of what was heard when, by the server's clock: one line of JSON for each beginning and end of sound. */
import { appendFileSync, writeFileSync } from "node:fs";

export type TimelineNote = {
  what: "sound" | "silence";
  uid: string;
  uri: string;
  /** Milliseconds; of this device's clock where it is noted, of the server's in the file. */
  at: number;
  /** Into the track, of the first sample that is heard, or of the first that is not any more. */
  position_ms: number;
  /** Frames that the output had by then. */
  frame: number;
};

/** `clock_error`: how far off `at` may be, milliseconds. */
export type TimelineLine = TimelineNote & { clock_error: number };

type Clock = { serverTime(local: number): number; readonly clockError: number };

export class Timeline {
  readonly #file: string | undefined;
  readonly #clock: Clock;

  constructor(file: string | undefined, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
    if (file) writeFileSync(file, "");
  }

  note(note: TimelineNote): void {
    if (!this.#file) return;
    const line: TimelineLine = { ...note, at: this.#clock.serverTime(note.at), clock_error: this.#clock.clockError };
    appendFileSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}
