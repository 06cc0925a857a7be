/** What is pressed while this page has the playback, or nobody has: the engine acts at once, and the session is told. */
import { restartAfter } from "../../../domain/connect/command.ts";
import type { Command } from "../../../domain/connect/schema.ts";
import type { Controls } from "../player/controls.ts";
import type { CommandOptions } from "./ConnectClient.ts";
import type { Begun } from "./describePlay.ts";
import { seekTo, whereItIs, type PlaceControls } from "./RemoteControls.ts";
import type { SessionEngine } from "./sessionEngine.ts";
import type { SessionPlayer } from "./SessionPlayer.ts";

export type HereControlsNeeds = {
  player: Pick<SessionPlayer, "client" | "holds" | "begin" | "asked">;
  engine: SessionEngine;
  /** How loud this page is. */
  local: Pick<Controls, "setVolume" | "setMuted">;
};

export class HereControls implements PlaceControls {
  readonly #player: HereControlsNeeds["player"];
  readonly #engine: SessionEngine;
  readonly setVolume: Controls["setVolume"];
  readonly setMuted: Controls["setMuted"];

  constructor({ player, engine, local }: HereControlsNeeds) {
    this.#player = player;
    this.#engine = engine;
    this.setVolume = (level) => local.setVolume(level);
    this.setMuted = (muted) => local.setMuted(muted);
  }

  begin({ id, command, expected }: Begun, seconds: number): void {
    const { view } = this.#player.client;
    if (view) this.#player.begin({ ...view, queue: expected }, { seconds, play: true });
    this.#tell(command, { id, expected });
  }

  goOn(): void {
    const { client, holds } = this.#player;
    const { view } = client;
    const { status } = this.#engine.state;
    if (holds && status !== "idle" && status !== "ended") {
      this.#engine.play();
      this.#tellNow(view?.state.active === client.own ? { type: "resume" } : { type: "play" });
    } else if (view?.queue.current) {
      this.#player.begin(view, { seconds: view.state.anchor.position_ms / 1000, play: true });
      this.#tell({ type: "play" });
    }
  }

  pause(): void {
    this.#engine.pause();
    this.#tellNow({ type: "pause" });
  }

  seek(seconds: number): void {
    const command = seekTo(seconds);
    if (this.#player.holds) {
      this.#engine.seek(seconds);
      this.#tellNow(command);
    } else this.#tell({ type: "play", position_ms: command.position_ms });
  }

  next(): void {
    const { client, holds } = this.#player;
    if (holds) {
      const options = whereItIs(client);
      this.#engine.next();
      this.#tellNow({ type: "next" }, options);
      return;
    }
    const next = client.view?.queue.next[0];
    if (next) this.jumpTo(next.uid);
  }

  previous(): void {
    const back = this.#player.client.view?.queue.previous.at(-1);
    if (back && (!this.#player.holds || this.#engine.position() * 1000 <= restartAfter)) this.jumpTo(back.uid);
    else this.seek(0);
  }

  jumpTo(uid: string): void {
    const { client, holds } = this.#player;
    const isThere = holds && this.#engine.state.queue.some((item) => item.uid === uid);
    if (isThere) this.#engine.jumpTo(uid);
    this.#tell({ type: "play", offset: { uid } });
    const { view } = client;
    if (!isThere && view?.queue.current?.uid === uid) this.#player.begin(view, { seconds: 0, play: true });
  }

  /** Of what the engine has done. */
  #tell(command: Command, options: CommandOptions = {}): void {
    const { client } = this.#player;
    const id = this.#player.asked(options.id ?? client.newId());
    client.command(command, { target: client.own, isDone: true, ...options, id });
  }

  /** Of this page's playback, which it reports by itself when the connection is back. */
  #tellNow(command: Command, options: CommandOptions = {}): void {
    if (this.#player.client.isWelcome) this.#tell(command, options);
  }
}
