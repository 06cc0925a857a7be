/** What is pressed while another device has the playback: it is asked, and what it is going to be is shown. */
import type { Command } from "../../../domain/connect/schema.ts";
import type { Controls } from "../player/controls.ts";
import type { ConnectClient } from "./ConnectClient.ts";
import type { Begun } from "./describePlay.ts";

/** What is done otherwise here than elsewhere. */
export type PlaceControls = Pick<Controls, "pause" | "seek" | "next" | "previous" | "jumpTo" | "setVolume" | "setMuted"> & {
  /** @param seconds into the first track */
  begin: (begun: Begun, seconds: number) => void;
  /** Something is there that can go on. */
  goOn: () => void;
};

/** Milliseconds between two words of how loud another device is to be. */
const volumeEvery = 120;

export class RemoteControls implements PlaceControls {
  readonly #client: ConnectClient;
  readonly #setVolume: (percent: number) => void;
  /** Before it was muted. */
  #before = 50;

  constructor(client: ConnectClient) {
    this.#client = client;
    this.#setVolume = throttled((percent) => {
      const device = client.view?.state.active;
      if (device) client.command({ type: "volume", percent, device });
    });
  }

  begin({ id, command, expected }: Begun): void {
    this.#client.command(command, { id, expected });
  }

  goOn(): void {
    this.#client.command({ type: "resume" });
  }

  pause(): void {
    this.#client.command({ type: "pause" });
  }

  seek(seconds: number): void {
    this.#client.command(seekTo(seconds));
  }

  next(): void {
    this.#client.command({ type: "next" }, whereItIs(this.#client));
  }

  previous(): void {
    this.#client.command({ type: "previous" }, whereItIs(this.#client));
  }

  jumpTo(uid: string): void {
    this.#client.command({ type: "play", offset: { uid } });
  }

  setVolume(level: number): void {
    this.#setVolume(Math.round(level * 100));
  }

  setMuted(muted: boolean): void {
    const active = this.#client.view?.devices.find((device) => device.active);
    if (muted && active && active.volume > 0) this.#before = active.volume;
    this.#setVolume(muted ? 0 : this.#before);
  }
}

export function seekTo(seconds: number): Extract<Command, { type: "seek" }> {
  return { type: "seek", position_ms: Math.max(0, Math.round(seconds * 1000)) };
}

/** Of two who skip at once one skips. */
export function whereItIs({ view }: ConnectClient): { conditions: { if_track: string } } {
  return { conditions: { if_track: view?.queue.current?.uid ?? "" } };
}

/** At once, then no more often than every so many milliseconds, and the last one for sure. */
function throttled(run: (percent: number) => void): (percent: number) => void {
  let waiting: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const next = () => {
    timer = undefined;
    if (waiting === undefined) return;
    run(waiting);
    waiting = undefined;
    timer = setTimeout(next, volumeEvery);
  };
  return (percent) => {
    waiting = percent;
    if (timer === undefined) next();
  };
}
