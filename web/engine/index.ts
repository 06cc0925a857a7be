/** The playback engine: grants, bytes, the timeline of Media Source Extensions, the queue. No view in it. */
import { EnginePlayer } from "./player.ts";
import type { Player, PlayerOptions } from "./types.ts";

export function createPlayer(options: PlayerOptions): Player {
  return new EnginePlayer(options);
}
