/**
 * Milliseconds to wait before attempt number `attempt` (0 is the first retry): doubling from 250 ms to 8 s, and half of it
 * random, so that listeners who lost the same network do not come back at the same instant.
 * @param random in [0, 1)
 */
export function backoff(attempt: number, random: number): number {
  return Math.min(8_000, 250 * 2 ** attempt) * (0.5 + random / 2);
}
