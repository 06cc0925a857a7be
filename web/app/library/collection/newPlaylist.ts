/** Making a playlist: it stands in the list at once, and its page opens when the service has it. */
import { playlistsApi } from "../../api/playlists.ts";
import { asRequestError } from "../../api/failure.ts";
import { session } from "../../api/session.ts";
import { collections } from "./collections.ts";
import { keptPlaylistOf, type KeptPlaylist } from "./items.ts";

/** Stands for the id of a playlist that is being made. */
export const pendingPrefix = "pending:";

function pendingPlaylist(name: string, key: string): KeptPlaylist {
  const { id = "", display_name = "" } = session.listener.peek() ?? {};
  return {
    id: `${pendingPrefix}${key}`,
    name,
    added: 0,
    images: [],
    owner: { id, name: display_name },
    total: 0,
    isPublic: false,
    role: "owner",
  };
}

/** The network may fail between the request and its answer: with the same key, a second try makes no second playlist. */
async function createOnce(name: string, key: string) {
  const body = { name, public: false };
  try {
    return await playlistsApi.create(body, key);
  } catch (thrown) {
    if (asRequestError(thrown).failure !== "offline" || !navigator.onLine) throw thrown;
    return playlistsApi.create(body, key);
  }
}

/** @returns the new playlist @throws RequestError; it is then gone from the list again */
export async function createPlaylist(name: string): Promise<KeptPlaylist> {
  const list = collections.peek()?.playlists;
  const key = crypto.randomUUID();
  const pending = pendingPlaylist(name, key);
  list?.edit((items) => [pending, ...items]);
  try {
    const made = keptPlaylistOf(await createOnce(name, key));
    list?.edit((items) => items.map((item) => (item.id === pending.id ? made : item)));
    return made;
  } catch (thrown) {
    list?.edit((items) => items.filter((item) => item.id !== pending.id));
    throw thrown;
  }
}

/** “New playlist”, and with a number where there is one of that name. */
export function freeName(name: string, taken: readonly string[]): string {
  const names = new Set(taken);
  if (!names.has(name)) return name;
  let number = 2;
  while (names.has(`${name} ${number}`)) number++;
  return `${name} ${number}`;
}
