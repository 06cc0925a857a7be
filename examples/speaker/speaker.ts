/** A device of a listener's session: what it is told goes through `device/`, and what comes of that to the player and back. */
import type { ServerMessage } from "../../contracts/connect.ts";
import { musicCommandTypes } from "../../domain/connect/command-types.ts";
import type { DeviceDescription } from "../../domain/connect/schema.ts";
import { Connection } from "./connection.ts";
import { react } from "./device/react.ts";
import { createDevice, type DeviceEvent, type DeviceState, type Effect } from "./device/state.ts";
import { Line, localTime } from "./line.ts";
import type { Memory } from "./memory.ts";
import type { Options } from "./options.ts";
import type { Output } from "./outputs.ts";
import { Player, type PlayerEvent } from "./player.ts";
import type { Service } from "./service.ts";
import { Timeline } from "./timeline.ts";
import { Track } from "./track.ts";

const tickMs = 5000;
const longestGuardMs = 30;

export class Speaker {
  readonly #connection: Connection;
  readonly #player: Player;
  readonly #line: Line;
  #device: DeviceState;
  /** What the player told that is not heard yet. */
  readonly #unheard = new Set<ReturnType<typeof setTimeout>>();

  constructor({ name, rate, timeline }: Options, memory: Memory, service: Service, output: Output) {
    this.#device = createDevice(memory.device);
    const description: DeviceDescription = {
      id: memory.device,
      name,
      kind: "speaker",
      roles: ["player"],
      commands: [...musicCommandTypes],
      formats: ['audio/ogg; codecs="vorbis"'],
      volume_steps: 100,
    };
    this.#connection = new Connection({
      service,
      description,
      since: () => this.#device.session?.revision,
      onMessage: (message: ServerMessage) => this.#react({ type: "message", message }),
    });
    this.#line = new Line(output, rate);
    this.#player = new Player({
      line: this.#line,
      open: (uri, frames, first) => Track.open(service, uri, frames, first),
      timeline: new Timeline(timeline, this.#connection),
      onEvent: (event) => this.#tellWhenHeard(event),
      onPrepared: (entry, isThere) => this.#react({ type: "prepared", entry, isThere }),
    });
  }

  /** @throws Stop when the device may not come back */
  async run(): Promise<never> {
    setInterval(() => this.#react({ type: "tick" }), tickMs);
    return this.#connection.run();
  }

  async close(): Promise<void> {
    this.#player.stop();
    this.#connection.close();
    await this.#line.close();
  }

  /** The player is a little ahead of what is heard. */
  #tellWhenHeard(event: PlayerEvent): void {
    const timer = setTimeout(
      () => {
        this.#unheard.delete(timer);
        console.error(`${event.type} ${event.entry.uri} at ${(event.position_ms / 1000).toFixed(1)} s`);
        this.#react({ type: "player", event: { ...event, at: this.#connection.serverTime(event.at) } });
      },
      Math.max(0, event.at - localTime()),
    );
    this.#unheard.add(timer);
  }

  /** What something else has taken the place of by then is never heard. */
  #forgetUnheard(): void {
    for (const timer of this.#unheard) clearTimeout(timer);
    this.#unheard.clear();
  }

  #react(event: DeviceEvent): void {
    const { device, effects } = react(this.#device, event, this.#connection.serverTime(localTime()));
    this.#device = device;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: Effect): void {
    const local = "at" in effect && effect.at !== undefined ? this.#connection.localTime(effect.at) : undefined;
    // Where clocks may differ a little, a moment of silence is heard less than two speakers at once.
    const guard = local === undefined ? 0 : Math.min(longestGuardMs, this.#connection.clockError);
    switch (effect.do) {
      case "send":
        return this.#connection.send(effect.message);
      case "start":
        this.#forgetUnheard();
        return this.#player.start(effect.entry, effect.position_ms + guard, effect.playing, local && local + guard);
      case "pause":
        return this.#player.pause();
      case "resume":
        return this.#player.resume();
      case "stop":
        return this.#player.stop(local && local - guard);
      case "prepare":
        return this.#player.prepare(effect.entry, effect.position_ms);
      case "follow":
        return this.#player.follow(effect.entry ?? undefined);
      case "volume":
      default:
        return this.#player.setVolume(effect.percent);
    }
  }
}
