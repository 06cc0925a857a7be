/** What this page tells the session while it has the playback: which track, where in it, and whether it sounds; only when it is news. */
import { driftBetween } from "../../../domain/connect/anchor.ts";
import { toleratedDriftMs } from "../../../domain/connect/report.ts";
import type { Anchor, Report } from "../../../domain/connect/schema.ts";
import type { Player, PlayerState } from "../../engine/types.ts";
import type { ConnectClient } from "./ConnectClient.ts";

export type ReportingEngine = Pick<Player, "state" | "position">;

/** A stall that is over sooner is not worth telling. */
const stallMs = 700;
const again = 1500;
/** As far as two clocks may be apart. */
const skewMs = 40;

export type ReportsOptions = {
  /** What is told of a track that can't be played. Whoever chose it is told why here; nobody skips it behind their back. */
  failed?: "paused" | "failed";
};

export class Reports {
  readonly #client: ConnectClient;
  readonly #engine: ReportingEngine;
  readonly #now: () => number;
  readonly #failed: "paused" | "failed";
  #last: { report: Report; anchor: Anchor; at: number } | undefined;
  /** The entry that both were at last: who is still there has joined nothing, but was left behind. */
  #agreed: string | undefined;
  #stalledSince: number | undefined;
  #exactFor: string | undefined;

  /** @param now milliseconds that only ever grow */
  constructor(client: ConnectClient, engine: ReportingEngine, now: () => number, { failed = "paused" }: ReportsOptions = {}) {
    this.#client = client;
    this.#engine = engine;
    this.#now = now;
    this.#failed = failed;
  }

  /** @returns false where the session knows no way from what it has to what plays here */
  tell(): boolean {
    const client = this.#client;
    const at = client.clock.now();
    const { confirmed } = client;
    if (!client.isWelcome || at === undefined || !confirmed || client.isAsking) return true;
    const { state, queue } = confirmed;
    const { status, queue: items, index } = this.#engine.state;
    const item = items[index];
    // From that moment on it is to be somewhere: until then nobody asks where it is.
    if (at < state.anchor.at - skewMs) return true;
    if (state.active !== client.own || !queue.current || !item || status === "idle") return true;
    const told = this.#statusOf(status);
    if (!told) return true;
    const position = Math.max(0, Math.round(this.#engine.position() * 1000));
    const report: Report = {
      epoch: state.epoch,
      asked: state.asked,
      uid: item.uid,
      status: told,
      position_ms: position,
      at: Math.max(Math.round(at), state.anchor.at),
    };
    if (item.uid !== queue.current.uid) return item.uid !== this.#agreed && this.#tellJoin(report, queue.next);
    this.#agreed = item.uid;
    if (told === "ended" || this.#isNews(report, state.anchor, this.#exactnessFor(state.transfer?.id))) this.#send(report);
    return true;
  }

  /** The session is another one, or has heard of nothing yet. */
  forget(): void {
    this.#last = undefined;
  }

  /** Of tracks that were joined without the session: each in turn, so that it comes along. */
  #tellJoin(report: Report, next: readonly { uid: string }[]): boolean {
    const at = next.findIndex(({ uid }) => uid === report.uid);
    if (at < 0) return false;
    const { report: last, at: lastAt } = this.#last ?? {};
    if (last?.uid === report.uid && last.asked === report.asked && this.#now() - (lastAt ?? 0) < again) return true;
    for (const { uid } of next.slice(0, at)) this.#client.report({ ...report, uid, status: "playing", position_ms: 0 });
    if (report.status !== "playing") this.#client.report({ ...report, status: "playing" });
    this.#send(report);
    return true;
  }

  #send(report: Report): void {
    const anchor = { position_ms: report.position_ms, at: report.at, rate: report.status === "playing" ? 1 : 0 };
    const before = this.#last;
    if (before && this.#now() - before.at < again && isSame(before, report, anchor)) return;
    this.#last = { report, anchor, at: this.#now() };
    this.#client.report(report);
  }

  #isNews({ status, position_ms, at }: Report, told: Anchor, tolerated: number): boolean {
    const rate = status === "playing" ? 1 : 0;
    return rate > 0 !== told.rate > 0 || driftBetween({ position_ms, at, rate }, told, at) > tolerated;
  }

  /** Where it goes on elsewhere it has to be told once to the millisecond. */
  #exactnessFor(transfer: string | undefined): number {
    if (transfer === undefined || transfer === this.#exactFor) return toleratedDriftMs;
    this.#exactFor = transfer;
    return 10;
  }

  /** @returns undefined while it is not known what it is going to be */
  #statusOf(status: PlayerState["status"]): Report["status"] | undefined {
    if (status !== "stalled" && status !== "loading") this.#stalledSince = undefined;
    switch (status) {
      case "playing":
      case "paused":
      case "ended":
        return status;
      case "stalled":
      case "loading":
        this.#stalledSince ??= this.#now();
        return this.#now() - this.#stalledSince < stallMs ? undefined : "buffering";
      case "failed":
        return this.#failed;
      case "idle":
      default:
        return undefined;
    }
  }
}

function isSame(before: { report: Report; anchor: Anchor }, report: Report, anchor: Anchor): boolean {
  const { report: last } = before;
  const isOfSame = last.uid === report.uid && last.status === report.status && last.asked === report.asked && last.epoch === report.epoch;
  return isOfSame && driftBetween(before.anchor, anchor, anchor.at) < 5;
}
