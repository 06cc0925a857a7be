/** People as the Web API shows them: read from workers/accounts, which alone knows them. */
import { env } from "cloudflare:workers";
import { z } from "zod";
import { ownProfileSchema, profileSchema, type OwnProfile, type Profile } from "../../../contracts/profile.ts";
import type { ImageObject } from "../../../contracts/web-api/common.ts";
import type { Owner, UserLink } from "../../../contracts/web-api/users.ts";
import { links, type Viewer } from "../present.ts";
import { createProfileMemory } from "./profile-memory.ts";

/** The entrypoint of workers/accounts: a Worker knows another one's RPC by contract, not by its source. */
type ProfilesEntrypoint = { of(ids: string[]): Promise<unknown>; own(accountId: string): Promise<unknown> };

function entrypoint(): ProfilesEntrypoint {
  return env.ACCOUNTS_PROFILES as Fetcher & ProfilesEntrypoint;
}

/** One memory an isolate. */
const memory = createProfileMemory(async (ids) => z.array(profileSchema).parse(await entrypoint().of(ids)));

/** Everybody who is asked for, at most half a minute old. */
export async function readProfiles(ids: readonly string[]): Promise<Map<string, Profile>> {
  return memory.read(ids, Date.now());
}

/** As it is now; undefined when there is no such account. */
export async function readOwnProfile(accountId: string): Promise<OwnProfile | undefined> {
  return ownProfileSchema.optional().parse(await entrypoint().own(accountId));
}

/** Whoever added something. */
export function showUserLink(viewer: Viewer, id: string): UserLink {
  return { ...links(viewer, "user", id), type: "user" };
}

/** @param profile undefined, and its name null: the account is gone */
export function showOwner(viewer: Viewer, id: string, profile: Profile | undefined): Owner {
  return { ...showUserLink(viewer, id), display_name: profile?.display_name ?? null };
}

export function showUserImages(viewer: Viewer, image: Profile["image"]): ImageObject[] {
  return image ? [{ url: `${viewer.origin}/images/${image.id}/${image.edge}.jpg`, height: image.edge, width: image.edge }] : [];
}
