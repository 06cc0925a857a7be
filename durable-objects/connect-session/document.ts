/** The document that a session is kept as. Its shape has a version: older ones are brought up to it as they are read. */
import type { Hub } from "../../domain/connect/hub.ts";
import { emptyQueue } from "../../domain/connect/queue.ts";
import { emptySession } from "../../domain/connect/session.ts";

type Fields = Record<string, unknown>;
type Document = Fields & { session: Fields & { queue: Fields; devices: readonly Fields[] } };

/** Each leads from one version to the next. Steps are only ever added at the end; the test beside this file holds a document of each. */
const upgrades: readonly ((document: Document) => Document)[] = [
  /** Playings of a context have a name, by which their entries were called already; what formats a device plays is not kept. */
  ({ session, ...document }) => {
    const devices = session.devices.map(({ formats: _formats, ...device }) => device);
    return { ...document, session: { ...session, devices, queue: { name: "context", ...session.queue } } };
  },
  /** What a device plays as, and what it carries out, stands there once. */
  ({ session, ...document }) => {
    const onceEach = (list: unknown) => (Array.isArray(list) ? [...new Set<unknown>(list)] : []);
    const devices = session.devices.map((device) => ({
      ...device,
      roles: onceEach(device["roles"]),
      commands: onceEach(device["commands"]),
    }));
    return { ...document, session: { ...session, devices } };
  },
];

/** @returns what was written. What a jam has beyond a session is as it was then: an upgrade adds to it. */
export function readDocument(text: string): Hub {
  // Written by `writeDocument` below, or by what was deployed before it, never by a client.
  const { version, ...kept } = JSON.parse(text) as Document & { version?: number };
  const { session, ...document } = upgrades.slice(version ?? 0).reduce((older, upgrade) => upgrade(older), kept as Document);
  const queue = { ...emptyQueue, ...session.queue };
  return { ...document, session: { ...emptySession, ...session, queue } } as unknown as Hub;
}

export function writeDocument(state: Hub): string {
  return JSON.stringify({ version: upgrades.length, ...state });
}
