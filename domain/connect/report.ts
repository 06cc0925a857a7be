/** What devices tell: how playback goes, and that they are ready to take it. */
import { driftBetween } from "./anchor.ts";
import { advance, peek } from "./queue.ts";
import type { Anchor, Report, Terms } from "./schema.ts";
import { changed, handedTo, isPlaying, rateOf, refuse, withQueue, type Session, type Step } from "./session.ts";
import { over } from "./skips.ts";

/** Less than this is no news: it would cost a write and a broadcast, milliseconds. */
export const toleratedDriftMs = 250;
/** While playback is on its way to another device, which is to go on exactly where this one is. */
export const toleratedInTransferMs = 10;
/** After so many tracks in a row that can't be played, playback stands still. */
export const toleratedFailures = 10;

/** A clock that is behind by more was never set, milliseconds. */
const believableLagMs = 2000;

const everything: Terms = { shuffleOnly: false, skipsAnHour: null };

/** @param now milliseconds since 1970, by the server's clock; a device's own estimate never lies in the future */
export function takeReport(session: Session, device: string, report: Report, now: number, terms: Terms = everything): Step {
  if (device !== session.active || report.epoch !== session.epoch) return refuse("STALE_EPOCH", "Another device has the playback.");
  // It was on its way when somebody asked for something else, which the device has yet to hear: it then tells how that goes.
  if (report.asked !== undefined && report.asked !== session.asked) return { session };
  const { current } = session.queue;
  if (report.uid === current?.uid) return takeProgress(session, report, now, terms);
  // Devices join tracks without a gap, and tell afterwards.
  if (report.uid === peek(session.queue, "over")?.uid) {
    const step = over(session, terms, now);
    if (step.refusal) return step;
    const moved = withQueue(step.session, advance(session.queue, "over"), now, true);
    return { session: { ...moved, anchor: anchorOf(moved, report, timeOf(session, report, now)) } };
  }
  return refuse("CONFLICT", "Something else plays by now.");
}

function takeProgress(session: Session, report: Report, now: number, terms: Terms): Step {
  if (report.status === "ended") {
    const step = over(session, terms, now);
    return step.refusal ? step : { session: withQueue(step.session, advance(session.queue, "over"), now, true) };
  }
  if (report.status === "failed") return takeFailure(session, now);
  const isOld = report.at < session.anchor.at;
  // The same of a device that does not say what it had heard of; or until the moment that playback was asked to begin at.
  if (isOld && (report.asked === undefined || session.anchor.at > now)) return { session };
  const anchor = anchorOf(session, report, timeOf(session, report, now));
  const tolerated = session.transfer && !session.transfer.call ? toleratedInTransferMs : toleratedDriftMs;
  const recovered = session.failures > 0 && report.status === "playing";
  const isNews = recovered || anchor.rate !== session.anchor.rate || driftBetween(anchor, session.anchor, now) > tolerated;
  return { session: isNews ? changed(session, { anchor, failures: recovered ? 0 : session.failures }) : session };
}

function takeFailure(session: Session, now: number): Step {
  const failures = session.failures + 1;
  const goesOn = failures < toleratedFailures && isPlaying(session);
  const next = withQueue(session, advance(session.queue, "skip"), now, goesOn);
  return { session: { ...next, failures } };
}

function anchorOf(session: Session, { status, position_ms }: Report, at: number): Anchor {
  return { position_ms, at, rate: status === "playing" ? rateOf(session) : 0 };
}

/** When it was heard. Nothing was before what was asked for, so that a device may be as wrong as clocks are, and no further. */
function timeOf({ anchor }: Session, { at }: Report, now: number): number {
  return anchor.at - at > believableLagMs ? now : Math.min(at, now);
}

/**
 * The device that playback is on its way to has its beginning at hand: from `at` on it plays there, and the other is silent.
 * @param at the server's time for both, a moment ahead
 */
export function takeReady(session: Session, device: string, transferId: string, at: number): Step {
  const { transfer } = session;
  if (transfer?.id !== transferId || transfer.to !== device) return refuse("STALE_EPOCH", "That is not on its way any more.");
  return { session: handedTo(session, device, transfer.play, at) };
}
