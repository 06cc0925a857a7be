/** A Connect session as the Web API shows it. */
import type { SessionSnapshot } from "../../../contracts/connect-session.ts";
import { deviceTypes, type ContextObject, type CurrentlyPlaying, type DeviceObject } from "../../../contracts/web-api/player.ts";
import type { Track } from "../../../contracts/web-api/tracks.ts";
import { disallowedActions } from "../../../domain/connect/actions.ts";
import { positionAt } from "../../../domain/connect/anchor.ts";
import type { Terms } from "../../../domain/connect/schema.ts";
import type { DeviceView } from "../../../domain/connect/hub.ts";
import { connectLimits } from "../../../domain/connect/limits.ts";
import { isReachable } from "../../../domain/connect/session.ts";
import { parseContextUri } from "../../../domain/connect/uris.ts";

export function showDevice(device: DeviceView): DeviceObject {
  const { id, name, kind, active, commands, volume, volume_steps } = device;
  const supportsVolume = volume_steps > 0 && commands.includes("volume");
  return {
    id,
    is_active: active,
    is_private_session: false,
    is_restricted: !isReachable(device) || commands.length === 0,
    name,
    type: deviceTypes[kind],
    volume_percent: supportsVolume ? volume : null,
    supports_volume: supportsVolume,
  };
}

/** Those that playback can go to, asleep or not, and the one that has it. What is away stays in the session, for when it comes back. */
export function showDevices(devices: readonly DeviceView[]): DeviceObject[] {
  return devices.filter((device) => device.active || (isReachable(device) && device.roles.includes("player"))).map(showDevice);
}

/** @param uri null: tracks without a context */
export function showContext(origin: string, uri: string | null): ContextObject | null {
  const context = uri === null ? undefined : parseContextUri(uri);
  if (uri === null || !context) return null;
  const { type, id } = context;
  if (type === "collection") return { type, href: `${origin}/v1/me/tracks`, external_urls: { nearfield: `${origin}/library/songs` }, uri };
  return { type, href: `${origin}/v1/${type}s/${id}`, external_urls: { nearfield: `${origin}/${type}/${id}` }, uri };
}

/** @param item null where it is not known (any more) @param terms of the listener's plan */
export function showCurrentlyPlaying(
  origin: string,
  { parts, server_time: now }: SessionSnapshot,
  item: Track | null,
  terms: Pick<Terms, "shuffleOnly">,
): CurrentlyPlaying {
  const { state, queue } = parts;
  const position = Math.min(positionAt(state.anchor, now), item?.duration_ms ?? connectLimits.positionMs);
  return {
    context: showContext(origin, queue.context),
    timestamp: state.anchor.at,
    progress_ms: queue.current ? Math.round(position) : null,
    is_playing: state.playing,
    item,
    currently_playing_type: typeOf(queue.current?.uri),
    actions: { disallows: Object.fromEntries(disallowedActions(parts, terms).map((action) => [action, true])) },
  };
}

function typeOf(uri: string | undefined): CurrentlyPlaying["currently_playing_type"] {
  if (uri === undefined) return "unknown";
  return uri.includes(":episode:") ? "episode" : "track";
}
