/** Names and pictures of people, remembered for a while: a page of playlists has few owners, and asks for them again and again. */
import type { Profile } from "../../../contracts/profile.ts";

/** How old a name may be, milliseconds. */
const lifetime = 30_000;
/** People that an isolate remembers; whoever was read longest ago leaves first. */
const remembered = 2000;
/** People in one question. */
const atOnce = 100;

export type ProfileMemory = {
  /** Everybody who is asked for. Whoever has no account has no name. @param now milliseconds since 1970 */
  read(ids: readonly string[], now: number): Promise<Map<string, Profile>>;
};

/** @param ask leaves out who has no account */
export function createProfileMemory(ask: (ids: string[]) => Promise<Profile[]>): ProfileMemory {
  const held = new Map<string, { profile: Profile; until: number }>();
  const remember = (profile: Profile, until: number): void => {
    held.delete(profile.id);
    held.set(profile.id, { profile, until });
    const [oldest] = held.keys();
    if (held.size > remembered && oldest !== undefined) held.delete(oldest);
  };
  return {
    async read(ids, now) {
      const found = new Map<string, Profile>();
      const unknown: string[] = [];
      for (const id of new Set(ids)) {
        const known = held.get(id);
        if (known && now < known.until) found.set(id, known.profile);
        else unknown.push(id);
      }
      const batches = Array.from({ length: Math.ceil(unknown.length / atOnce) }, (_, index) =>
        unknown.slice(index * atOnce, (index + 1) * atOnce),
      );
      const answers = new Map((await Promise.all(batches.map(ask))).flat().map((profile) => [profile.id, profile]));
      for (const id of unknown) {
        const profile = answers.get(id) ?? { id, display_name: null, image: null };
        remember(profile, now + lifetime);
        found.set(id, profile);
      }
      return found;
    },
  };
}
