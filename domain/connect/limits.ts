/** How much a session holds, and how long. Without a schema: browsers load it. */
export const connectLimits = {
  /** Devices that a session remembers: of one app, and of all apps together. The rest is for the player's own pages. */
  devices: 50,
  devicesOfApp: 20,
  devicesOfApps: 40,
  /** How long one that is away stays listed, milliseconds. */
  deviceListedMs: 30 * 24 * 3600 * 1000,
  /** How far into a track anything is, milliseconds. */
  positionMs: 7 * 24 * 3600 * 1000,
  /** Tracks of a context. */
  contextTracks: 10_000,
  /** Tracks in the listener's own queue. */
  queued: 500,
  /** Tracks that one command adds. */
  added: 100,
  /** What of the queue is told: tracks before the current one, and after it. */
  windowBefore: 10,
  windowAfter: 80,
  /** A command that is sent again within so long is done once, milliseconds. */
  commandRememberedMs: 24 * 3600 * 1000,
  /** Silence of a device after which a transfer to it goes back, milliseconds. */
  transferPatienceMs: 5000,
  /** The same of a device that has to be called first: until it has come in. */
  wakePatienceMs: 60_000,
} as const;

/** Of listening together. */
export const jamLimits = {
  /** People in a jam, its host among them. */
  people: 32,
  /** Devices of each of them. */
  devicesOfPerson: 5,
  /** Without its host for so long a jam is over, milliseconds. */
  hostPatienceMs: 15 * 60_000,
  /** How far ahead all devices begin together: each has to have heard of it, milliseconds. */
  startLeadMs: 400,
  /** How long it is known of one that is over that it was there, milliseconds. */
  rememberedMs: 24 * 3_600_000,
} as const;
