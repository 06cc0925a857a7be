/** A page that is left, and perhaps come back to. */
import { noteLeft } from "./memory.ts";
import { wantsToPlay, type SessionEngine } from "./sessionEngine.ts";
import type { SessionPlayer } from "./SessionPlayer.ts";

/** The others see at once that this page plays no more; loaded anew it goes on where it was. */
export function followLeaving(player: Pick<SessionPlayer, "client" | "holds" | "isHere">, engine: SessionEngine): () => void {
  const { client } = player;
  const leave = () => {
    const { queue, index } = engine.state;
    const item = queue[index];
    if (player.holds && player.isHere && item && wantsToPlay(engine)) {
      noteLeft({ uid: item.uid, seconds: engine.position() });
      const epoch = client.confirmed?.state.epoch;
      const at = client.clock.now();
      if (epoch !== undefined && at !== undefined)
        client.report({ epoch, uid: item.uid, status: "paused", position_ms: Math.round(engine.position() * 1000), at: Math.round(at) });
    }
    client.close();
  };
  const back = ({ persisted }: PageTransitionEvent) => persisted && client.connect();
  addEventListener("pagehide", leave);
  addEventListener("pageshow", back);
  return () => {
    removeEventListener("pagehide", leave);
    removeEventListener("pageshow", back);
  };
}
