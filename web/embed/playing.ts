/** The engine of the embedded player: fetched when the page stands, begun by a press alone. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Player, PlayerState } from "../engine/types.ts";
import { authorization, ensureSession } from "./guest.ts";
import type { EmbedTrack } from "./subject.ts";

/** Milliseconds between two looks at the position. */
const interval = 250;

let engine: Promise<Player> | undefined;

function openEngine(): Promise<Player> {
  engine ??= import("../engine/index.ts").then(({ createPlayer }) =>
    createPlayer({ session: (options) => ensureSession(options), headers: authorization }),
  );
  // What did not arrive is fetched again at the next press.
  engine.catch(() => {
    engine = undefined;
  });
  return engine;
}

export type Playing = {
  state: PlayerState | undefined;
  /** Seconds. */
  position: number;
  current: EmbedTrack | undefined;
  wants: boolean;
  /** Plays from a track on, or pauses it while it plays. */
  toggle: (track: EmbedTrack) => void;
  seek: (seconds: number) => void;
  next: () => void;
  previous: () => void;
};

/** @param start seconds into the first track */
export function usePlaying(tracks: readonly EmbedTrack[], start: number): Playing {
  const player = useRef<Player | undefined>(undefined);
  const startAt = useRef(start);
  const [state, setState] = useState<PlayerState>();
  const [position, setPosition] = useState(start);

  const open = async (): Promise<Player> => {
    const opened = await openEngine();
    if (!player.current) {
      player.current = opened;
      opened.on("state", (now) => setState({ ...now }));
    }
    return opened;
  };
  useEffect(() => {
    void open().catch(() => undefined);
  }, []);

  const item = state?.queue[state.index];
  const current = tracks.find((track) => track.id === item?.trackId);
  const wants = state?.status === "playing" || state?.status === "loading" || state?.status === "stalled";
  useEffect(() => {
    const read = () => player.current && item && setPosition(player.current.position());
    read();
    if (!wants) return undefined;
    const timer = setInterval(read, interval);
    return () => clearInterval(timer);
  }, [wants, item?.uid]);

  const begin = (opened: Player, track: EmbedTrack) => {
    const playable = tracks.filter((candidate) => candidate.playable);
    const items = playable.map(({ id, duration, albumId }) => ({ trackId: id, duration, albumId }));
    opened.playQueue(items, Math.max(0, playable.indexOf(track)));
    if (startAt.current > 0) opened.seek(startAt.current);
    startAt.current = 0;
  };
  const toggle = (track: EmbedTrack) => {
    const press = (opened: Player) => (current === track ? opened.toggle() : begin(opened, track));
    // Inside of the gesture where the engine is here already.
    if (player.current) press(player.current);
    else void open().then(press, () => undefined);
  };
  return {
    state,
    position,
    current,
    wants,
    toggle,
    seek: (seconds) => {
      player.current?.seek(seconds);
      setPosition(seconds);
    },
    next: () => player.current?.next(),
    previous: () => player.current?.previous(),
  };
}
