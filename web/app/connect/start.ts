/** Makes this page a device of whoever is logged in, for as long as they are; guests have their player to themselves. */
import { batch, computed, effect, signal, untracked } from "@preact/signals";
import type { ConnectJam, ConnectTicket } from "../../../contracts/connect.ts";
import { connectPath, connectTicketsPath } from "../../../contracts/connect-limits.ts";
import { positionAt } from "../../../domain/connect/anchor.ts";
import type { DeviceView, Parts } from "../../../domain/connect/hub.ts";
import { send } from "../api/client.ts";
import type { Link } from "../api/liveSocket.ts";
import { session } from "../api/session.ts";
import { trackSummary } from "../library/trackSummaries.ts";
import { localControls, takeControls, type Controls, type NewItem } from "../player/controls.ts";
import { engineState, player, playerState, sessionPlayback } from "../player/player.ts";
import { wantTracks } from "../playlist/tracks.ts";
import { settings } from "../settings/settings.ts";
import { describePlay } from "./describePlay.ts";
import { describeDevice } from "./device.ts";
import { itemsOf } from "./entries.ts";
import { loadConnectTexts } from "./i18n/texts.ts";
import { knownTrack, rememberTrack } from "./knownTracks.ts";
import { followLeaving } from "./leaving.ts";
import { forgetDeviceId, isFirstDevice, takeDeviceId, takeLeft } from "./memory.ts";
import { tellRefused, tellSilenced } from "./notices.ts";
import { createSessionControls, type SessionControlsNeeds } from "./sessionControls.ts";
import { SessionPlayer, type SessionPlayerNeeds } from "./SessionPlayer.ts";
import { followVolume } from "./followVolume.ts";
import { shownElsewhere, shownHere } from "./shown.ts";
import {
  changeWake,
  followCalls,
  followWakeTexts,
  hasOtherKey,
  pushKey,
  recallWake,
  takeCall,
  turnWakeOff,
  wake,
  wakeAddress,
} from "./wake.ts";

/** The listener's own session, or a jam. */
type AnyPlayer = Pick<SessionPlayer, "client" | "holds" | "isHere" | "hold" | "begin" | "asked" | "stop">;
type Connected = { player: AnyPlayer; account: string; stop: () => void };

/** Where this page is a device, other than in its listener's own session. */
export type Venue = {
  /** Whoever is let in there. */
  account: string;
  /** Of the upgrade. */
  path: string;
  createPlayer: (needs: JoinedNeeds) => AnyPlayer;
  /** What is known there of an entry besides its track. */
  saidOf: (uid: string) => Pick<NewItem, "addedBy">;
  /** It is over, or without this listener. */
  onEnded: () => void;
};
export type JoinedNeeds = Omit<SessionPlayerNeeds, "engine"> & { engine: typeof player };

const parts = signal<Parts | undefined>(undefined);
const own = signal("");
export const link = signal<Link>("closed");
export const jam = signal<ConnectJam | undefined>(undefined);
let connected: Connected | undefined;
let venue: Venue | undefined;

export const sessionQueue = computed(() => parts.value?.queue);
export const devices = computed<readonly DeviceView[]>(() => parts.value?.devices ?? []);
export const ownDeviceId = computed(() => own.value);
export const activeDevice = computed(() => devices.value.find(({ active }) => active));
/** The device that plays, where it is another one than this page. */
export const deviceElsewhere = computed(() => (jam.value || activeDevice.value?.id === own.value ? undefined : activeDevice.value));
/** Where playback is on its way to. */
export const movingTo = computed(() => parts.value?.state.transfer?.to);

/** Whether this browser, and the service, could call this page while it is closed. */
export const canBeCalled = computed(() => pushKey.value !== undefined && !jam.value && wake.value !== "impossible");

/** In a gesture where it is to be. */
export async function setWakeable(on: boolean): Promise<void> {
  if (connected) await changeWake(on, connected.account, connected.player.client);
}

/** Somebody pressed on what said that the music wants to come here. */
function comeWhenCalled({ client }: AnyPlayer): void {
  if (!client.isWelcome || !client.view || venue || !takeCall()) return;
  const { transfer, active } = client.view.state;
  // What waited for this very page is on its way already.
  if (transfer?.to !== client.own && active !== client.own) untracked(() => moveTo(client.own));
}

/** The playback goes to a device: in a gesture where that is this one. */
export function moveTo(device: string): void {
  const { client } = connected?.player ?? {};
  if (!connected || !client?.view) return;
  const { view } = client;
  const plays = view.state.playing && view.devices.some(({ id, online }) => id === view.state.active && online);
  // Nothing sounds that would have to be taken along: it begins here and now.
  if (device === client.own && !plays && view.state.active !== device) {
    const at = client.clock.now() ?? view.state.anchor.at;
    connected.player.begin(view, { seconds: positionAt(view.state.anchor, at) / 1000, play: view.state.playing });
    client.command({ type: "transfer", device }, { id: connected.player.asked(client.newId()), isDone: true });
    return;
  }
  client.command({ type: "transfer", device });
}

/** @param percent of any device that is there */
export function setDeviceVolume(device: string, percent: number): void {
  if (device === own.peek()) settings.volume.value = percent / 100;
  else connected?.player.client.command({ type: "volume", percent, device });
}

function known(uid: string, trackId: string): Omit<NewItem, "trackId"> {
  return { ...knownTrack(uid, trackId), ...venue?.saidOf(uid) };
}

/** Browsers that do not say so are asked by playing. */
function mayProbablySound(): boolean {
  return !("userActivation" in navigator) || navigator.userActivation.hasBeenActive;
}

async function ticket(): Promise<string> {
  await session.ensure({ renew: true });
  return (await send<ConnectTicket>(connectTicketsPath, { method: "POST" })).ticket;
}

function newId(): string {
  return crypto.randomUUID().replaceAll("-", "");
}

async function connect(account: string): Promise<void> {
  const device = describeDevice(await takeDeviceId(), navigator.userAgent);
  await recallWake(account);
  if (session.listener.peek()?.id !== account) return;
  if (venue?.account !== account) venue = undefined;
  const address = new URL(venue?.path ?? connectPath, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  const createPlayer = venue?.createPlayer ?? ((all: JoinedNeeds): AnyPlayer => new SessionPlayer(all));
  const sessionPlayer = createPlayer({
    address: address.href,
    device,
    engine: player,
    known: (uid, trackId) => untracked(() => known(uid, trackId)),
    session: (options) => session.ensure(options),
    wake: () => (venue || !isFirstDevice(device.id) ? undefined : wakeAddress()),
    ticket,
    random: Math.random,
    open: (url) => new WebSocket(url),
    network: window,
    now: () => performance.now(),
    newId,
    maySound: mayProbablySound,
    takeLeft,
    claim: () => claim(needs),
    onLink: (now) => {
      link.value = now;
    },
    onChange: () => {
      show(sessionPlayer);
      comeWhenCalled(sessionPlayer);
    },
    onRefused: (refused) => tellRefused(refused, parts.peek()?.devices ?? []),
    onSilenced: () => tellSilenced(() => moveTo(device.id)),
    onLost: (reason) => {
      if (reason === "ended") venue?.onEnded();
      if (reason !== "replaced") return;
      forgetDeviceId();
      disconnect();
      void connect(account);
    },
  });
  const needs: SessionControlsNeeds = {
    player: sessionPlayer,
    engine: player,
    local: localControls,
    shown: () => playerState.peek(),
    account,
    remember: rememberTrack,
  };
  const stops = [followNames(), followVolume(sessionPlayer.client, parts), followLeaving(sessionPlayer, player)];
  own.value = device.id;
  connected = {
    player: sessionPlayer,
    account,
    stop() {
      for (const stop of stops) stop();
      sessionPlayer.stop();
    },
  };
  const asking = createSessionControls(needs);
  // In a jam everybody is as loud as they like.
  const ownVolume: Pick<Controls, "setVolume" | "setMuted"> = {
    setVolume: (level) => localControls.setVolume(level),
    setMuted: (muted) => localControls.setMuted(muted),
  };
  controls = venue ? { ...asking, ...ownVolume } : asking;
  sessionPlayer.client.connect();
}

let controls: ReturnType<typeof createSessionControls> | undefined;

function disconnect(): void {
  connected?.stop();
  connected = undefined;
  takeControls(undefined);
  player.setRepeat(settings.repeat.peek());
  batch(() => {
    sessionPlayback.value = undefined;
    parts.value = undefined;
    jam.value = undefined;
  });
}

/** What is shown of the session from now on; before it has said anything the page's own player goes on by itself. */
function show({ client, holds, isHere }: AnyPlayer): void {
  const { view } = client;
  if (!view || !connected) return;
  takeControls(controls);
  batch(() => {
    parts.value = view;
    jam.value = client.jam;
    own.value = client.own;
    pushKey.value = client.pushKey;
    const engine = engineState.peek();
    if (isHere && holds) {
      sessionPlayback.value = { state: shownHere(engine, view), position: () => player.position(), isElsewhere: false };
      return;
    }
    const { anchor } = view.state;
    const position = () => positionAt(anchor, client.clock.now() ?? anchor.at) / 1000;
    const state = shownElsewhere(view, engine, known);
    const { volume, muted } = engine;
    sessionPlayback.value = venue
      ? { state: { ...state, volume, muted }, position, isElsewhere: false }
      : { state, position, isElsewhere: !isHere };
  });
}

/** What began to play before the session was there is played by the session. */
function claim(needs: SessionControlsNeeds): void {
  const { queue, index, context } = player.state;
  const { id, command, expected } = describePlay(needs, { items: queue, start: index, context, position: player.position() });
  const { client } = needs.player;
  needs.player.hold();
  client.command(command, { id: needs.player.asked(id), expected, target: client.own, isDone: true });
}

/** Names of tracks that this page has never shown. */
function followNames(): () => void {
  return effect(() => {
    const queue = parts.value?.queue;
    if (!queue) return;
    const items = itemsOf(queue, known);
    wantTracks(items.filter(({ trackId }) => !trackSummary(trackId)).map(({ trackId }) => trackId));
    const player = connected?.player;
    if (player) untracked(() => show(player));
  });
}

/** This page becomes a device there; undefined: of the listener's own session again. */
export function attend(there: Venue | undefined): void {
  const account = session.listener.peek()?.id;
  if (connected) disconnect();
  venue = there;
  if (account !== undefined) void connect(account);
}

/** @param recalled where this page was before it was loaded anew */
export async function startConnect(recalled?: Venue): Promise<void> {
  await loadConnectTexts();
  venue = recalled;
  followCalls(() => connected && comeWhenCalled(connected.player));
  followWakeTexts();
  effect(() => {
    if (hasOtherKey.value) void untracked(() => setWakeable(true));
  });
  effect(() => {
    const account = session.listener.value?.id;
    untracked(() => {
      if (connected?.account === account) return;
      if (connected) {
        disconnect();
        // Whoever logged out is not called here.
        void turnWakeOff();
      }
      if (account !== undefined) void connect(account);
    });
  });
}
