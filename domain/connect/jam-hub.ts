/** The middle of a jam: a session's own (hub.ts), and before it who may do what, behind it who leads. */
import { positionAt } from "./anchor.ts";
import { nextDeadline } from "./devices.ts";
import { handle, partsSince, type Handled, type Incoming, type Outgoing, type Parts } from "./hub.ts";
import { ended, isLedByRight, mayCommand, noJam, passedOn, settled, viewOfJam, type Jam, type JamView } from "./jam.ts";
import { jamLimits } from "./limits.ts";
import type { EntrySource, QueueWindow } from "./queue.ts";
import type { Report } from "./schema.ts";
import { isPlaying, type Session } from "./session.ts";
import { shortestTrackMs } from "./skips.ts";

/** How far into a track its beginning is told at the latest, milliseconds. */
const latestWordMs = 5000;

type Added = { added_by?: string };
type JamQueueView = Omit<QueueWindow, "current" | "next"> & {
  current: (NonNullable<QueueWindow["current"]> & Added) | null;
  next: ({ uid: string; uri: string; source: EntrySource } & Added)[];
};

/** What devices are told of a jam: of a session, with who queued what, and who is in. */
export type JamParts = Omit<Parts, "queue"> & { queue: JamQueueView; jam: JamView };

export type HandledInJam = Omit<Handled, "hub"> & { hub: Jam };

/** @param now milliseconds since 1970 */
export function handleInJam(jam: Jam, incoming: Incoming, now: number): HandledInJam {
  if (jam.endedAt !== null) return { hub: jam, outgoing: [] };
  const steered = hasStopped(jam, incoming) ? passedOn(jam, now, "account") : undefined;
  if (steered) return { hub: steered, outgoing: announce(jam, steered) };
  if (isUnheeded(jam, incoming)) return { hub: jam, outgoing: [] };
  const message = refusalOf(jam, incoming);
  if (message !== undefined) return { hub: jam, refusal: { code: "RESTRICTED", message }, outgoing: [] };
  const passed = isFailure(jam, incoming) ? passedOn(jam, now) : undefined;
  if (passed) return { hub: passed, outgoing: announce(jam, passed) };
  const { hub, refusal, outgoing } = handle(jam, targeted(incoming), now);
  const doubted = isDoubtful(jam, incoming, hub.session, now) ? passedOn(jam, now, "account") : undefined;
  if (doubted) return { hub: doubted, outgoing: announce(jam, doubted) };
  const session = startedTogether(jam.session, hub.session, incoming, now);
  const lasting = settled(jam, { ...jam, session, ...(!refusal && { added: addedBy(jam, incoming) }) }, now);
  const next = isHostGone(lasting, now) ? ended(lasting, now) : lasting;
  // All devices do what they are told with the state: nobody is asked anything besides.
  const directed = outgoing.filter((message) => message.to !== "everyone" && !("exec" in message));
  return { hub: next, ...(refusal && { refusal }), outgoing: [...directed, ...announce(jam, next)] };
}

/** What everybody is to be told of a change, in one piece. */
export function announce(before: Jam, after: Jam): Outgoing[] {
  const { revision } = after.session;
  if (revision === before.session.revision) return [];
  return [{ to: "everyone", revision, parts: partsSinceInJam(after, before.session.revision) }];
}

/**
 * Of what followers tell of themselves nothing counts: they keep to the anchor, or can't. Nor does whoever leads begin or stop the
 * music for all by stalling, or by not having heard yet that somebody did: that takes a command.
 */
function isUnheeded({ session }: Jam, incoming: Incoming): boolean {
  if (incoming.type === "exec.fail") return true;
  if (incoming.type !== "report" && incoming.type !== "ready") return false;
  if (incoming.device !== session.active || incoming.type === "ready") return true;
  const { status } = incoming.report;
  return status !== "ended" && status !== "failed" && (status === "playing") !== isPlaying(session);
}

/** Whether whoever leads says, knowing what was asked last, that what is current can't be played there. */
function isFailure(jam: Jam, incoming: Incoming): boolean {
  return leadersReport(jam, incoming)?.status === "failed";
}

/** What whoever leads says of what is current, knowing what was asked last. */
function leadersReport({ session }: Jam, incoming: Incoming): Report | undefined {
  if (incoming.type !== "report" || incoming.device !== session.active) return undefined;
  const { epoch, asked, uid } = incoming.report;
  const isKnown = epoch === session.epoch && uid === session.queue.current?.uid && (asked === undefined || asked === session.asked);
  return isKnown ? incoming.report : undefined;
}

/** Whether the device of somebody who could not ask for it stands still, while music plays: then another one leads. */
function hasStopped(jam: Jam, incoming: Incoming): boolean {
  const status = isLedByRight(jam) ? undefined : leadersReport(jam, incoming)?.status;
  return isPlaying(jam.session) && (status === "paused" || status === "buffering");
}

/**
 * Whether a report of somebody who could not ask for it would move the music: on to the next track long before any track is over, or
 * elsewhere within one. How long a track is nobody here knows; that it is short another person's device says too.
 */
function isDoubtful(jam: Jam, incoming: Incoming, after: Session, now: number): boolean {
  if (incoming.type !== "report" || isLedByRight(jam)) return false;
  const { queue, anchor } = jam.session;
  if (after.queue.current === queue.current) return after.anchor !== anchor;
  return positionAt(anchor, now) < shortestTrackMs || positionAt(after.anchor, now) > latestWordMs;
}

function refusalOf(jam: Jam, incoming: Incoming): string | undefined {
  if (incoming.type !== "command") return undefined;
  const { command, account = "", target, id } = incoming;
  if (command.type === "transfer") return "In a jam all devices play.";
  const meant = command.type === "volume" && target !== undefined ? { ...command, device: target } : command;
  const { queued, current } = jam.session.queue;
  // Whoever made up the same id would come to own what others queued.
  if (command.type === "queue.add" && [current, ...queued].some((entry) => entry?.uid.startsWith(`${id}-`)))
    return "That id is another command's.";
  return mayCommand(jam, account, meant) ? undefined : "That is the host's to say.";
}

/** A volume that is not said to be another's is that of the device that asks; everything else is asked of the jam. */
function targeted(incoming: Incoming): Incoming {
  if (incoming.type !== "command") return incoming;
  const { target, ...command } = incoming;
  if (command.command.type !== "volume") return command;
  const device = target ?? command.command.device ?? command.device;
  return device === null ? command : { ...command, target: device };
}

const starting: ReadonlySet<string> = new Set(["play", "resume", "seek", "next", "previous"]);

/** What a command begins all devices begin at once: a moment ahead, so that each of them has heard of it. */
function startedTogether(before: Session, after: Session, incoming: Incoming, now: number): Session {
  const { anchor } = after;
  const starts = incoming.type === "command" && starting.has(incoming.command.type) && anchor !== before.anchor && anchor.rate > 0;
  return starts ? { ...after, anchor: { ...anchor, at: now + jamLimits.startLeadMs } } : after;
}

function addedBy(jam: Jam, incoming: Incoming): Jam["added"] {
  if (incoming.type !== "command" || incoming.command.type !== "queue.add") return jam.added;
  const { account = "" } = incoming;
  const uids = incoming.command.uris.map((_uri, index) => [`${incoming.id}-${index}`, account] as const);
  return { ...jam.added, ...Object.fromEntries(uids) };
}

function isHostGone({ hostAwaySince }: Jam, now: number): boolean {
  return hostAwaySince !== null && now - hostAwaySince >= jamLimits.hostPatienceMs;
}

/** What a device that holds `since` has to be told; undefined: it holds nothing. */
export function partsSinceInJam(jam: Jam, since: number | undefined): Partial<JamParts> {
  const { queue, ...parts } = partsSince(jam, since);
  const isKnown = since !== undefined && since <= jam.session.revision && jam.jamRevision <= since;
  return { ...parts, ...(queue && { queue: signed(jam, queue) }), ...(!isKnown && { jam: viewOfJam(jam) }) };
}

function signed({ added }: Jam, queue: QueueWindow): JamQueueView {
  const sign = <Named extends { uid: string }>(entry: Named): Named & Added => {
    const by = added[entry.uid];
    return by === undefined ? entry : { ...entry, added_by: by };
  };
  return { ...queue, current: queue.current && sign(queue.current), next: queue.next.map(sign) };
}

/** When time alone brings about something next, in milliseconds since 1970; undefined: nothing waits. */
export function nextJamDeadline({ id, session, hostAwaySince, endedAt }: Jam): number | undefined {
  if (id === noJam.id) return undefined;
  if (endedAt !== null) return endedAt + jamLimits.rememberedMs;
  const times = [nextDeadline(session), hostAwaySince === null ? undefined : hostAwaySince + jamLimits.hostPatienceMs];
  const due = times.filter((time) => time !== undefined);
  return due.length === 0 ? undefined : Math.min(...due);
}
