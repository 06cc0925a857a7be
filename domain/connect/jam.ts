/**
 * Listening together: a session that a host shares with others, each with an account and devices of their own. All of its players
 * sound. The one that is active leads: its reports count, the others keep to the anchor, which stands in the server's time.
 */
import { createHub, withSession, type Hub } from "./hub.ts";
import { jamLimits } from "./limits.ts";
import type { Queue } from "./queue.ts";
import type { Anchor, Command, JamControls } from "./schema.ts";
import { changed, deviceOf, emptySession, handedTo, isPlaying, released, type Device, type Session } from "./session.ts";

export type JamPerson = {
  account: string;
  /** As they were called when they came. */
  name: string;
  /** Milliseconds since 1970. */
  since: number;
};

export type Jam = Hub & {
  id: string;
  /** The account that made it. */
  host: string;
  /** Who is in, in the order in which they came. */
  people: readonly JamPerson[];
  controls: JamControls;
  /** A hash of the link's secret; null: nobody comes in any more. */
  link: string | null;
  /** Who queued what: accounts by the uids of entries. */
  added: Readonly<Record<string, string>>;
  /** Which devices do not lead as long as the entry `uid` is current: they could not play it, or were not believed; absent: none. */
  unable?: { uid: string; devices: readonly string[] };
  /** The epoch in which the host's session lent what it began with; absent: it began before that was kept. */
  lentIn?: number;
  /** The revision in which changed last who is in, and who commands. */
  jamRevision: number;
  /** Since when no device of the host's has been connected; null: one is. */
  hostAwaySince: number | null;
  /** null: it goes on. */
  endedAt: number | null;
};

/** What a session gives to a jam that begins with it. */
export type LentPlayback = { queue: Queue; anchor: Anchor; speed: number; skips: readonly number[] };

/** `epoch`: whose playback that is. */
export type Loan = LentPlayback & { epoch: number };

/** Of a jam that nobody made. It is over. */
export const noJam: Jam = {
  ...createHub(emptySession),
  id: "",
  host: "",
  people: [],
  controls: "host",
  link: null,
  added: {},
  jamRevision: 0,
  hostAwaySince: null,
  endedAt: 0,
};

/** What plays goes on: the first device that comes in finds it where it would be by then. */
export function createJam(made: { id: string; host: Omit<JamPerson, "since">; link: string; lent: Loan; now: number }): Jam {
  const { id, host, link, lent, now } = made;
  const { queue, anchor, speed, skips, epoch: lentIn } = lent;
  const hub = createHub({ ...emptySession, revision: 1, queue, anchor, speed, skips });
  const people = [{ ...host, since: now }];
  return { ...noJam, ...hub, id, host: host.account, people, link, lentIn, jamRevision: 1, hostAwaySince: now, endedAt: null };
}

export function isIn({ people }: Pick<Jam, "people">, account: string): boolean {
  return people.some((person) => person.account === account);
}

/**
 * Whether that is theirs to command. The host's is everything, the others' what the host handed over, besides that everybody may
 * queue, take back what they queued, and set the volume of what is theirs.
 */
export function mayCommand({ host, controls, added, session }: Jam, account: string, command: Command): boolean {
  if (command.type === "volume") return isOwn(session, account, command.device);
  if (command.type === "device.forget") return account === host || isOwn(session, account, command.device);
  if (account === host || controls === "everyone" || command.type === "queue.add") return true;
  return command.type === "queue.remove" && command.uids.every((uid) => added[uid] === account);
}

function isOwn({ devices }: Session, account: string, device: string | undefined): boolean {
  return device === undefined || devices.some((other) => other.id === device && other.account === account);
}

/** @returns undefined when there is no room */
export function joined(jam: Jam, account: string, name: string, now: number): Jam | undefined {
  if (isIn(jam, account)) return jam;
  if (jam.people.length >= jamLimits.people) return undefined;
  return settled(jam, { ...jam, people: [...jam.people, { account, name, since: now }] }, now);
}

/** With their devices. Without its host a jam is over. */
export function parted(jam: Jam, account: string, now: number): Jam {
  if (!isIn(jam, account)) return jam;
  if (account === jam.host) return ended(jam, now);
  const devices = jam.session.devices.filter((device) => device.account !== account);
  const session = devices.length === jam.session.devices.length ? jam.session : changed(jam.session, { devices });
  return settled(jam, { ...jam, session, people: jam.people.filter((person) => person.account !== account) }, now);
}

export function withControls(jam: Jam, controls: JamControls, now: number): Jam {
  return controls === jam.controls ? jam : settled(jam, { ...jam, controls }, now);
}

/** The former link leads nowhere. @param link a hash of the new one's secret; null: there is none */
export function withLink(jam: Jam, link: string | null, now: number): Jam {
  return link === jam.link ? jam : settled(jam, { ...jam, link }, now);
}

export function ended(jam: Jam, now: number): Jam {
  if (jam.endedAt !== null) return jam;
  const session = { ...released(jam.session, now), devices: [] };
  return settled(jam, { ...jam, session, people: [], link: null, endedAt: now }, now);
}

/** What follows from a change: somebody leads, the host is here or not, and there is a revision for whatever others see. */
export function settled(before: Jam, after: Jam, now: number): Jam {
  const led = withLeader(after, now);
  const isHostHere = led.devices.some(({ account, online }) => online && account === after.host);
  const hostAwaySince = isHostHere ? null : (after.hostAwaySince ?? now);
  const isTold = JSON.stringify(viewOfJam(before)) !== JSON.stringify(viewOfJam(after));
  const session = isTold && led === before.session ? changed(led, {}) : led;
  const jamRevision = isTold ? session.revision : before.jamRevision;
  return { ...after, ...withSession(before, session), added: stillQueued(after, session), hostAwaySince, jamRevision };
}

/**
 * Music goes on without the device that led: the next one leads from where all of them are. One of the host's leads as soon as it is
 * there: all sound alike, so nobody hears who does.
 */
function withLeader(jam: Jam, now: number): Session {
  const { session, host } = jam;
  const sounding = session.devices.filter(sounds);
  const leading = sounding.find(({ id }) => id === session.active);
  const unable = unableNow(jam);
  const ofHost = sounding.filter(({ id, account }) => account === host && !unable.includes(id));
  if (leading && (leading.account === host || ofHost.length === 0)) return session;
  return ledByOneOf(session, leading ? ofHost : sounding, host, now) ?? session;
}

/** Devices that do not lead as long as what is current is. */
function unableNow({ unable, session }: Jam): readonly string[] {
  return unable && unable.uid === session.queue.current?.uid ? unable.devices : [];
}

/** Whether whoever leads may say what plays: what others tell moves nothing that they could not ask for. */
export function isLedByRight({ session, host, controls }: Jam): boolean {
  return controls === "everyone" || deviceOf(session, session.active)?.account === host;
}

function ledByOneOf(session: Session, devices: readonly Device[], host: string, now: number): Session | undefined {
  const leader = devices.find(({ account }) => account === host) ?? devices[0];
  return leader && handedTo(session, leader.id, isPlaying(session), now);
}

/**
 * Whoever leads can't play what is current, or is not believed: one leads that has not said so yet, and the music goes on where it is.
 * @param whose `account`: none of the same person's leads @returns undefined where nobody is left
 */
export function passedOn(jam: Jam, now: number, whose: "device" | "account" = "device"): Jam | undefined {
  const { active, queue, devices } = jam.session;
  const uid = queue.current?.uid;
  if (uid === undefined || active === null) return undefined;
  const account = deviceOf(jam.session, active)?.account;
  const same = whose === "account" ? devices.filter((device) => device.account === account).map(({ id }) => id) : [active];
  const unable = [...unableNow(jam), ...same];
  const able = devices.filter((device) => sounds(device) && !unable.includes(device.id));
  const session = ledByOneOf(jam.session, able, jam.host, now);
  return session && settled(jam, { ...jam, session, unable: { uid, devices: unable } }, now);
}

function sounds({ online, roles }: Device): boolean {
  return online && roles.includes("player");
}

/** Of what was played or taken back nobody asks any more. */
function stillQueued({ added }: Jam, { queue: { queued, current } }: Session): Jam["added"] {
  const uids = new Set([...queued.map(({ uid }) => uid), current?.uid]);
  const kept = Object.entries(added).filter(([uid]) => uids.has(uid));
  return kept.length === Object.keys(added).length ? added : Object.fromEntries(kept);
}

/** What everybody in it is told of a jam. */
export type JamView = { id: string; host: string; controls: JamControls; people: readonly JamPerson[]; open: boolean; ended: boolean };

export function viewOfJam({ id, host, controls, people, link, endedAt }: Jam): JamView {
  return { id, host, controls, people, open: link !== null, ended: endedAt !== null };
}
