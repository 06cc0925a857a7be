/** Sessions to try things with. */
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import type { ConnectViewer } from "../../../contracts/connect-session.ts";
import { encodeId } from "../../../domain/ids.ts";
import { seedOf } from "../../../domain/connect/command.ts";
import { contextUid, nameOfPlaying } from "../../../domain/connect/queue.ts";
import type { Command, Conditions } from "../../../domain/connect/schema.ts";
import { commandTypes, type DeviceDescription } from "../../../domain/connect/schema.ts";

export type Stub = ReturnType<typeof env.CONNECT_SESSIONS.getByName>;

export function randomId(): string {
  return encodeId(crypto.getRandomValues(new Uint8Array(16)));
}

/** A listener's session that nobody began. */
export function newSession(): { account: string; stub: Stub } {
  const account = randomId();
  return { account, stub: env.CONNECT_SESSIONS.getByName(account) };
}

export function viewerOf(account: string, more: Partial<ConnectViewer> = {}): ConnectViewer {
  return {
    asker: { account, plan: "premium", market: "DE", explicit: "allowed" },
    session: "session",
    app: null,
    expires_at: Date.now() + 600_000,
    controls: true,
    plays: true,
    terms: { shuffleOnly: false, skipsAnHour: null },
    ...more,
  };
}

export function description(id: string, more: Partial<DeviceDescription> = {}): DeviceDescription {
  return { id, name: id, kind: "speaker", roles: ["player"], commands: [...commandTypes], formats: [], volume_steps: 100, ...more };
}

export const tracks = Array.from({ length: 5 }, (_, index) => `nearfield:track:${"0".repeat(21)}${index}`);

/** As the Web API asks. */
export async function ask(
  stub: Stub,
  account: string,
  command: Command,
  more: { id?: string; conditions?: Conditions; target?: string } = {},
) {
  const { id = randomId(), conditions = {}, target } = more;
  return stub.command({ id, command, conditions, viewer: viewerOf(account), ...(target !== undefined && { target }) });
}

/** Rows of each table; undefined where nothing was ever written. */
export async function rowsOf(stub: Stub | ReturnType<typeof env.JAMS.getByName>): Promise<Record<string, number> | undefined> {
  return runInDurableObject(stub, (_, { storage: { sql } }) => {
    const tables = ["session", "context", "done", "ticket"];
    if (sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'migration'").toArray().length === 0) return undefined;
    return Object.fromEntries(
      tables.map((table) => [table, sql.exec<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`).one().rows]),
    );
  });
}

/** What the session calls a track of what a command plays. */
export function uidOf(playId: string, index: number): string {
  return contextUid(nameOfPlaying(seedOf(playId)), index);
}
