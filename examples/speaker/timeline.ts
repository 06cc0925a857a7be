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

export class Timeline {
  readonly #file: string | undefined;
  readonly #serverTime: (local: number) => number;

  constructor(file: string | undefined, serverTime: (local: number) => number) {
    this.#file = file;
    this.#serverTime = serverTime;
    if (file) writeFileSync(file, "");
  }

  note(note: TimelineNote): void {
    if (this.#file) appendFileSync(this.#file, `${JSON.stringify({ ...note, at: this.#serverTime(note.at) })}\n`);
  }
}
