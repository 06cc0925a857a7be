/** How much a playlist holds, and how many there are. */
export const playlistLimits = {
  /** Of one account. */
  owned: 10_000,
  items: 10_000,
  name: 200,
  description: 1000,
  /** Besides the owner. */
  members: 100,
  /** Whom the owner keeps out though they never were members. */
  barred: 1000,
  /** Invitations that are good at the same time. */
  invitations: 50,
  /** Places of removed items that later edits may still refer to. */
  tombstones: 10_000,
  /** Items that one operation adds. */
  added: 1000,
} as const;
