/** The one place from which play events come: turns what happens to the sound into what is reported of a play. */
import type { Tier } from "../../domain/ladder.ts";
import type { PlayContext, PlayEvent, QueueItem } from "./types.ts";

export type Play = { item: QueueItem; context: PlayContext | undefined };

type Phase =
  /** Nothing is to be reported of it any more. */
  | { kind: "over" }
  /** Chosen, not heard yet. */
  | { kind: "awaited"; play: Play }
  | { kind: "heard"; play: Play }
  | { kind: "paused"; play: Play }
  | { kind: "stalled"; play: Play };

export class PlayEvents {
  readonly #report: (event: PlayEvent) => void;
  readonly #tier: () => Tier | undefined;
  #phase: Phase = { kind: "over" };

  constructor(report: (event: PlayEvent) => void, tier: () => Tier | undefined) {
    this.#report = report;
    this.#tier = tier;
  }

  /** Another play is chosen; one still under way was skipped. */
  choose(play: Play, position: number): void {
    this.leave(position);
    this.#phase = { kind: "awaited", play };
  }

  /** The listener turned away before the end. */
  leave(position: number): void {
    if (this.#phase.kind !== "over" && this.#phase.kind !== "awaited") this.#emit("skipped", this.#phase.play, position);
    this.#phase = { kind: "over" };
  }

  /** Sound comes out. */
  heard(position: number): void {
    const phase = this.#phase;
    if (phase.kind === "over" || phase.kind === "heard") return;
    this.#phase = { kind: "heard", play: phase.play };
    if (phase.kind !== "stalled") this.#emit(phase.kind === "awaited" ? "started" : "resumed", phase.play, position);
  }

  paused(position: number): void {
    if (this.#phase.kind === "heard" || this.#phase.kind === "stalled") this.#move("paused", position);
  }

  stalled(position: number): void {
    if (this.#phase.kind === "heard") this.#move("stalled", position);
  }

  seeked(position: number): void {
    if (this.#phase.kind !== "over" && this.#phase.kind !== "awaited") this.#emit("seeked", this.#phase.play, position);
  }

  ended(position: number): void {
    this.#finish("ended", position);
  }

  failed(position: number): void {
    this.#finish("failed", position);
  }

  #finish(kind: "ended" | "failed", position: number): void {
    if (this.#phase.kind !== "over") this.#emit(kind, this.#phase.play, position);
    this.#phase = { kind: "over" };
  }

  #move(kind: "paused" | "stalled", position: number): void {
    if (this.#phase.kind === "over") return;
    const { play } = this.#phase;
    this.#phase = { kind, play };
    this.#emit(kind, play, position);
  }

  #emit(kind: PlayEvent["kind"], { item, context }: Play, position: number): void {
    this.#report({ kind, item, context, position, tier: this.#tier(), at: Date.now() });
  }
}
