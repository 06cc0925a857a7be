/** Playlists to try things with. */
import { env } from "cloudflare:workers";
import { applyD1Migrations } from "cloudflare:test";
import { valueOf, type CreatePlaylist } from "../../../contracts/playlist-object.ts";
import { encodeId, uriOf } from "../../../domain/ids.ts";
import type { Operation, PlaylistDetails } from "../../../domain/playlist/schema.ts";

export const owner = account("owner");

/** An account's id, always the same for a name. */
export function account(name: string): string {
  return encodeId(Uint8Array.from({ length: 16 }, (_, index) => (index === 0 ? 1 : (name.codePointAt(index - 1) ?? 0))));
}

export function trackUri(number: number): string {
  return uriOf(
    "track",
    encodeId(Uint8Array.from({ length: 16 }, (_, index) => (index === 15 ? number % 256 : index === 14 ? number >> 8 : 0))),
  );
}

export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  // In a slice that a database holds.
  bytes[0] = 1;
  return encodeId(bytes);
}

export type Stub = ReturnType<typeof env.PLAYLIST.getByName>;

export async function makePlaylist(options: Partial<PlaylistDetails> & { uris?: string[] } = {}): Promise<{ id: string; stub: Stub }> {
  const { uris = [], ...details } = options;
  const id = randomId();
  const stub = env.PLAYLIST.getByName(id);
  const input: CreatePlaylist = { id, owner, details: { ...privateDetails, ...details }, uris };
  valueOf(await stub.create(input));
  return { id, stub };
}

export const privateDetails: PlaylistDetails = { name: "Late trains", description: "", public: false, collaborative: false, image: null };

/** Adds tracks at the end. @returns their uids */
export async function addTracks(stub: Stub, by: string, ...numbers: number[]): Promise<string[]> {
  const items = numbers.map((number) => ({ uid: randomId(), uri: trackUri(number) }));
  await perform(stub, by, { type: "add", items });
  return items.map(({ uid }) => uid);
}

export async function perform(stub: Stub, by: string, operation: Operation): Promise<number> {
  return valueOf(await stub.edit(by, randomId(), operation)).revision;
}

export async function uidsOf(stub: Stub, viewer: string | null = owner): Promise<string[]> {
  return valueOf(await stub.items(viewer, { offset: 0, limit: 10_000 })).items.map(({ uid }) => uid);
}

/** The code of a refusal; undefined when it was none. */
export function codeOf(answer: { ok: boolean; error?: { code: string; field?: string } }): string | undefined {
  return answer.error && [answer.error.code, answer.error.field].filter(Boolean).join(" ");
}

/** Lets somebody in by a link. */
export async function admit(stub: Stub, accountId: string, role: "editor" | "viewer"): Promise<void> {
  const { secret } = valueOf(await stub.invite(owner, { role, lifetime: 3_600_000 }));
  valueOf(await stub.join(accountId, secret));
}

export async function migrateLibrary(): Promise<void> {
  const migrations: Parameters<typeof applyD1Migrations>[1] = JSON.parse(String(Reflect.get(env, "MIGRATIONS")));
  await applyD1Migrations(env.LIBRARY_0, migrations);
}
