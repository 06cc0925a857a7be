/**
 * The values of a Connect session: devices, what they are asked to do, what plays. The rules beside this file take only its types,
 * so that a browser or a speaker that runs them loads no schema.
 */
import { z } from "zod";
import { deviceKindSchema } from "../plan-table.ts";
import { isPlain } from "../shown-name.ts";
import { commandTypes } from "./command-types.ts";
import { connectLimits } from "./limits.ts";

export { connectLimits } from "./limits.ts";
export { commandTypes } from "./command-types.ts";

/** Chosen by the device, and its own for as long as it lives. */
export const deviceIdSchema = z.string().regex(/^[0-9A-Za-z_-]{8,64}$/);
export const playableUriSchema = z.string().regex(/^nearfield:(?:track|episode):[0-9A-Za-z]{22}$/);
export const contextUriSchema = z.string().regex(/^nearfield:(?:album|artist|playlist|show|collection):[0-9A-Za-z]{22}$/);
/** Names an entry of the queue. */
export const entryUidSchema = z.string().min(1).max(80);

/** Names a command, so that it is done once. */
export const commandIdSchema = z.string().regex(/^[0-9A-Za-z_-]{16,64}$/);

const commandTypeSchema = z.enum(commandTypes);

/** `player`: sounds. `controller`: only commands. */
export const deviceRoleSchema = z.enum(["player", "controller"]);

/** Each at most once. */
function setOf<Item extends z.ZodType>(item: Item, most: number) {
  const isSet = (items: readonly unknown[]) => new Set(items).size === items.length;
  return z.array(item).max(most).refine(isSet, "each once").meta({ uniqueItems: true });
}

export const deviceSchema = z.strictObject({
  id: deviceIdSchema,
  name: z.string().trim().min(1).max(100).refine(isPlain, "a name has no control characters"),
  kind: deviceKindSchema,
  roles: setOf(deviceRoleSchema, deviceRoleSchema.options.length).min(1),
  /** Commands that it carries out; others are refused with UNSUPPORTED. */
  commands: setOf(commandTypeSchema, commandTypes.length),
  /** MIME types that it plays, with RFC 6381 codecs. */
  formats: setOf(z.string().max(100), 20),
  /** How finely its volume can be set; 0: not at all. */
  volume_steps: z.int().min(0).max(1000),
});
export type DeviceDescription = z.infer<typeof deviceSchema>;

export const repeatSchema = z.enum(["off", "context", "track"]);
export type Repeat = z.infer<typeof repeatSchema>;

/** Milliseconds into a track. */
export const positionSchema = z.int().min(0).max(connectLimits.positionMs);

/** What somebody asks of a session. */
export const commandSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("play"),
    /** A context, or tracks, or neither: then what is there plays on. */
    context: contextUriSchema.optional(),
    uris: z.array(playableUriSchema).min(1).max(connectLimits.contextTracks).optional(),
    /** Where it begins; by its uid an entry of what is there. */
    offset: z
      .union([
        z.strictObject({ position: z.int().min(0) }),
        z.strictObject({ uri: playableUriSchema }),
        z.strictObject({ uid: entryUidSchema }),
      ])
      .optional(),
    position_ms: positionSchema.optional(),
  }),
  z.strictObject({ type: z.literal("pause") }),
  z.strictObject({ type: z.literal("resume") }),
  z.strictObject({ type: z.literal("seek"), position_ms: positionSchema }),
  z.strictObject({ type: z.literal("next") }),
  z.strictObject({ type: z.literal("previous") }),
  z.strictObject({ type: z.literal("shuffle"), on: z.boolean() }),
  z.strictObject({ type: z.literal("repeat"), mode: repeatSchema }),
  /** Of the device that is named, else of the active one. */
  z.strictObject({ type: z.literal("volume"), percent: z.int().min(0).max(100), device: deviceIdSchema.optional() }),
  /** Of what is spoken; music plays at 1. */
  z.strictObject({ type: z.literal("speed"), rate: z.number().min(0.5).max(3.5) }),
  z.strictObject({ type: z.literal("queue.add"), uris: z.array(playableUriSchema).min(1).max(connectLimits.added) }),
  /** Behind the entry named; null: first of all. */
  z.strictObject({ type: z.literal("queue.move"), uid: entryUidSchema, after: entryUidSchema.nullable() }),
  z.strictObject({ type: z.literal("queue.remove"), uids: z.array(entryUidSchema).min(1).max(connectLimits.queued) }),
  z.strictObject({ type: z.literal("queue.clear") }),
  /** `play`: whether it plays there afterwards; absent: as it is now. */
  z.strictObject({ type: z.literal("transfer"), device: deviceIdSchema, play: z.boolean().optional() }),
  /** One that is away: as if it had never come. */
  z.strictObject({ type: z.literal("device.forget"), device: deviceIdSchema }),
]);
export type Command = z.infer<typeof commandSchema>;

/** What a command that builds on what its sender saw may say it saw. */
export const conditionsSchema = z.strictObject({
  /** The uid of the current entry. */
  if_track: entryUidSchema.optional(),
  if_queue_revision: z.int().min(0).optional(),
});
export type Conditions = z.infer<typeof conditionsSchema>;

/** Who may command a jam: `host` alone, the others only queue; or everyone. */
export const jamControlsSchema = z.enum(["host", "everyone"]);
export type JamControls = z.infer<typeof jamControlsSchema>;

/** Why a command is not carried out. */
export const connectRefusalSchema = z.enum([
  "NO_ACTIVE_DEVICE",
  "PREMIUM_REQUIRED",
  "RESTRICTED",
  "UNSUPPORTED",
  "CONFLICT",
  "STALE_EPOCH",
  "DEVICE_OFFLINE",
  "RATE_LIMITED",
]);
export type ConnectRefusal = z.infer<typeof connectRefusalSchema>;

/**
 * Where playback is, without a tick: at server time `at` it stood at `position_ms` and goes on at `rate` (0: it stands still).
 * Times are milliseconds since 1970 by the server's clock.
 */
export const anchorSchema = z.strictObject({ position_ms: z.number().min(0), at: z.int(), rate: z.number().min(0) });
export type Anchor = z.infer<typeof anchorSchema>;

/** What the active device tells of itself. */
export const reportSchema = z.strictObject({
  epoch: z.int().min(0),
  /** The newest command that it had heard of, as the state names it; absent: it does not say. */
  asked: commandIdSchema.nullable().optional(),
  /** The entry that it plays. */
  uid: entryUidSchema,
  status: z.enum(["playing", "paused", "buffering", "ended", "failed"]),
  position_ms: z.number().min(0).max(connectLimits.positionMs),
  /** Its estimate of the server's time at that position. */
  at: z.int(),
});
export type Report = z.infer<typeof reportSchema>;

/** What a plan allows of a session, where the operator makes a difference. */
export const termsSchema = z.strictObject({
  /** Contexts play shuffled, and no track of them can be chosen. */
  shuffleOnly: z.boolean(),
  /** null: as many as one likes. */
  skipsAnHour: z.int().positive().nullable(),
});
export type Terms = z.infer<typeof termsSchema>;
