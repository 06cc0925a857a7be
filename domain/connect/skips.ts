/** Tracks that are passed over, where a plan counts them. */
import { positionAt } from "./anchor.ts";
import type { Terms } from "./schema.ts";
import { isPlaying, refuse, type Session, type Step } from "./session.ts";

const hour = 3_600_000;
/** Whoever goes on to something else after so long did not pass over what was there, milliseconds. */
const rest = 600_000;
/** A track that is over sooner was passed over: how long it is nobody here knows, milliseconds. */
export const shortestTrackMs = 30_000;

/** One more, if the plan has one left. The revision is the caller's to count. */
export function skipped(session: Session, { skipsAnHour }: Pick<Terms, "skipsAnHour">, now: number): Step {
  if (skipsAnHour === null) return { session: session.skips.length === 0 ? session : { ...session, skips: [] } };
  const recent = session.skips.filter((at) => now - at < hour);
  if (recent.length >= skipsAnHour) return refuse("PREMIUM_REQUIRED", `This plan skips ${skipsAnHour} tracks an hour.`);
  return { session: { ...session, skips: [...recent, now] } };
}

/** Something else is to play in place of what is there. */
export function replaced(session: Session, terms: Terms, now: number): Step {
  const isThere = session.queue.current !== null && (isPlaying(session) || now - session.anchor.at < rest);
  return isThere ? skipped(session, terms, now) : { session };
}

/** What plays is said to be over. */
export function over(session: Session, terms: Terms, now: number): Step {
  return positionAt(session.anchor, now) < shortestTrackMs ? skipped(session, terms, now) : { session };
}
