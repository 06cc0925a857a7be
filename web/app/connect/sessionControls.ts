/** What is pressed, while a session is at hand: done here where this page has the playback, or nobody has; else asked of the session. */
import type { PlayerState } from "../../engine/types.ts";
import type { Controls, PlayOptions } from "../player/controls.ts";
import { describePlay, type DescribePlayNeeds } from "./describePlay.ts";
import { HereControls, type HereControlsNeeds } from "./HereControls.ts";
import { createQueueControls } from "./queueControls.ts";
import { RemoteControls, type PlaceControls } from "./RemoteControls.ts";
import type { SessionPlayer } from "./SessionPlayer.ts";
import { repeatOf } from "./shown.ts";

export type SessionControlsNeeds = Omit<DescribePlayNeeds & HereControlsNeeds, "player"> & {
  player: Pick<SessionPlayer, "client" | "holds" | "isHere" | "hold" | "begin" | "asked">;
  /** What the pages show. */
  shown: () => PlayerState;
};

export function createSessionControls(needs: SessionControlsNeeds): Controls {
  const { player, shown, remember } = needs;
  const { client } = player;
  const here = new HereControls(needs);
  const remote = new RemoteControls(client);
  const there = (): PlaceControls => (player.isHere ? here : remote);
  const queue = createQueueControls({ client, shown, remember });
  return {
    ...queue,
    playQueue(items, start, context, { shuffled = false, at = 0, rest }: PlayOptions = {}) {
      const begun = describePlay(needs, { items, start, context, position: at });
      (client.view ? there() : remote).begin(begun, at);
      if (shuffled && !begun.expected.shuffle) client.command({ type: "shuffle", on: true }, { isDone: player.isHere });
      if (begun.command.context === undefined) rest?.then(queue.enqueue, () => undefined);
    },
    play() {
      const { view } = client;
      if (!view) return;
      const first = view.queue.current ? undefined : (view.queue.next[0]?.uid ?? view.queue.previous[0]?.uid);
      if (first === undefined) there().goOn();
      else there().jumpTo(first);
    },
    pause: () => there().pause(),
    seek: (seconds) => there().seek(seconds),
    next: () => there().next(),
    previous: () => there().previous(),
    jumpTo: (uid) => there().jumpTo(uid),
    setShuffle: (on) => void client.command({ type: "shuffle", on }),
    setRepeat: (mode) => void client.command({ type: "repeat", mode: repeatOf(mode) }),
    setVolume: (level) => there().setVolume(level),
    setMuted: (muted) => there().setMuted(muted),
  };
}
