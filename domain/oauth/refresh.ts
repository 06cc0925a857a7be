/** Refresh tokens of one family, numbered by generation: each is good once, and a thief and its owner can't both go on. */

/** How long the former token still gets the answer that may have been lost on its way, milliseconds. */
export const refreshGrace = 30_000;

/** A family ends when it was not used for so long, milliseconds. */
export const refreshLifetime = 60 * 24 * 3600 * 1000;

export type RefreshVerdict =
  /** The current token: it gives way to the next one. */
  | "rotate"
  /** The one before, shortly after: the very same answer again. */
  | "repeat"
  /** One that gave way long ago is in somebody else's hands, or its owner's was. */
  | "reused"
  /** None that was ever given out. */
  | "unknown";

/** @param family `rotatedAt`: milliseconds since 1970 */
export function judgeRefresh(presented: number, family: { generation: number; rotatedAt: number }, now: number): RefreshVerdict {
  if (presented > family.generation) return "unknown";
  if (presented === family.generation) return "rotate";
  return presented === family.generation - 1 && now - family.rotatedAt <= refreshGrace ? "repeat" : "reused";
}
