import { describe, expect, test } from "vitest";
import type { SessionSnapshot } from "../../../contracts/connect-session.ts";
import { contextObjectSchema, currentlyPlayingSchema, deviceObjectSchema } from "../../../contracts/web-api/player.ts";
import { carryOut } from "../../../domain/connect/command.ts";
import { deviceCame, deviceWent } from "../../../domain/connect/devices.ts";
import { partsOf } from "../../../domain/connect/hub.ts";
import { commandTypes, type DeviceDescription } from "../../../domain/connect/schema.ts";
import { emptySession, type Session } from "../../../domain/connect/session.ts";
import { showContext, showCurrentlyPlaying, showDevice, showDevices } from "./present.ts";

const origin = "https://music.example";
const start = 1_700_000_000_000;
const id = "0".repeat(21).concat("1");
const terms = { shuffleOnly: false, skipsAnHour: null };

function device(more: Partial<DeviceDescription> = {}): DeviceDescription {
  const base = { id: "a-device", name: "Kitchen", kind: "tv", roles: ["player"], formats: [], volume_steps: 10 } as const;
  return { ...base, roles: [...base.roles], formats: [], commands: [...commandTypes], ...more };
}

function playing(session: Session): Session {
  const uris = [`nearfield:track:${id}`];
  const request = { id: "play", command: { type: "play" as const, uris }, conditions: {}, from: "a-device", uris, terms, now: start };
  const step = carryOut(session, request);
  if (step.refusal) throw new Error(step.message);
  return step.session;
}

function snapshotOf(session: Session, at: number): SessionSnapshot {
  return { revision: session.revision, server_time: at, parts: partsOf(session) };
}

const viewOf = (session: Session) => partsOf(session).devices;

describe("devices", () => {
  test("have the Web API's fields and types", () => {
    const [shown] = viewOf(playing(deviceCame(emptySession, device(), start))).map(showDevice);
    expect(deviceObjectSchema.parse(shown)).toEqual({
      id: "a-device",
      is_active: true,
      is_private_session: false,
      is_restricted: false,
      name: "Kitchen",
      type: "TV",
      volume_percent: 100,
      supports_volume: true,
    });
  });

  test.each([
    [{ volume_steps: 0 }, null, false],
    [{ commands: ["play" as const] }, null, false],
    [{ commands: [] }, null, true],
  ])("whose volume can't be set have none (%j)", (more, volume, restricted) => {
    const [shown] = viewOf(deviceCame(emptySession, device(more), start)).map(showDevice);
    expect(shown).toMatchObject({ volume_percent: volume, supports_volume: false, is_restricted: restricted });
  });

  test("are those that can play now, and the one that has the playback", () => {
    const session = ["a-device", "gone-device", "controller"].reduce(
      (known, name) => deviceCame(known, device({ id: name, roles: [name === "controller" ? "controller" : "player"] }), start),
      emptySession,
    );
    const shown = showDevices(viewOf(deviceWent(deviceWent(playing(session), "gone-device", start), "a-device", start)));
    expect(shown.map((one) => [one.id, one.is_active, one.is_restricted])).toEqual([["a-device", true, true]]);
  });

  test("that sleep and can be called are among them", () => {
    const session = deviceWent(deviceCame(emptySession, { ...device(), wakeable: true }, start), "a-device", start);
    expect(showDevices(viewOf(session))).toMatchObject([{ id: "a-device", is_restricted: false }]);
  });
});

describe("contexts", () => {
  test.each(["album", "artist", "playlist"])("of an %s lead to it", (type) => {
    expect(contextObjectSchema.parse(showContext(origin, `nearfield:${type}:${id}`))).toEqual({
      type,
      href: `${origin}/v1/${type}s/${id}`,
      external_urls: { nearfield: `${origin}/${type}/${id}` },
      uri: `nearfield:${type}:${id}`,
    });
  });

  test("are none of tracks alone", () => expect(showContext(origin, null)).toBeNull());
});

describe("what plays", () => {
  const session = playing(deviceCame(emptySession, device(), start));

  test("is where it is when it is asked, never past its end", () => {
    const later = (seconds: number, item: { duration_ms: number } | null) =>
      // eslint-disable-next-line typescript/no-unsafe-type-assertion -- of the track nothing else is looked at
      showCurrentlyPlaying(origin, snapshotOf(session, start + seconds * 1000), item as never, terms).progress_ms;
    expect([later(0, null), later(7.0004, null), later(500, { duration_ms: 180_000 })]).toEqual([0, 7000, 180_000]);
  });

  test("can be told, however far beyond any track it was said to be", () => {
    for (const anchor of [
      { position_ms: 1e308, at: start, rate: 1 },
      { position_ms: 0, at: -9e15, rate: 1 },
    ])
      currentlyPlayingSchema.parse(showCurrentlyPlaying(origin, snapshotOf({ ...session, anchor }, start), null, terms));
  });

  test("can't be resumed, and can't go anywhere while there is one device", () => {
    const shown = currentlyPlayingSchema.parse(showCurrentlyPlaying(origin, snapshotOf(session, start), null, terms));
    expect(shown).toMatchObject({ timestamp: start, is_playing: true, currently_playing_type: "track" });
    expect(shown.actions.disallows).toEqual({ resuming: true, transferring_playback: true });
  });

  test("is nothing where all is over", () => {
    const over = { ...session, queue: { ...session.queue, current: null } };
    expect(showCurrentlyPlaying(origin, snapshotOf(over, start), null, terms)).toMatchObject({
      progress_ms: null,
      item: null,
      currently_playing_type: "unknown",
      is_playing: false,
    });
  });
});
