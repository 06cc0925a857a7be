/** The commands that devices carry out. Without a schema: browsers and speakers load it. */

/** All that there is for music to do, which plays at its own speed. */
export const musicCommandTypes = [
  "play",
  "pause",
  "resume",
  "seek",
  "next",
  "previous",
  "shuffle",
  "repeat",
  "volume",
  "queue.add",
  "queue.move",
  "queue.remove",
  "queue.clear",
  "transfer",
] as const;

export const commandTypes = [...musicCommandTypes, "speed"] as const;
