/** A running service with a few tracks, and listeners who make playlists of them over HTTP. */
import { createHash } from "node:crypto";
import sharp from "sharp";
import { errorBodySchema } from "../../contracts/errors.ts";
import { playlistSchema, type Playlist } from "../../contracts/web-api/playlists.ts";
import { imageSizes, type Image } from "../../domain/catalogue.ts";
import { encodeId } from "../../domain/ids.ts";
import { putObject, putRecording, putRelease, releaseInput, trackInput } from "./catalogue.ts";
import { openPeople, type People, type PersonOptions } from "./people.ts";
import type { TestService } from "./runtime.ts";

export const playlistScopes = [
  "playlist-read-private playlist-read-collaborative playlist-modify-private playlist-modify-public",
  "ugc-image-upload user-read-private user-library-read user-library-modify",
].join(" ");

export type Listener = {
  id: string;
  token: string;
  sessionId: string;
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** @throws when it is refused */
  read(path: string): Promise<unknown>;
  /** Status, reason and field. */
  refusal(method: string, path: string, body?: unknown): Promise<[status: number, reason: string, field: string | undefined]>;
  create(more?: Record<string, unknown>, headers?: Record<string, string>): Promise<Playlist>;
  /** Of a change of items: the new version. */
  edit(method: string, path: string, body: unknown, headers?: Record<string, string>): Promise<string>;
};

export type PlaylistWorld = {
  people: People;
  /** URIs of tracks, two each of an album with a cover of its own. */
  uris: string[];
  listener(options?: PersonOptions): Promise<Listener>;
  /** A listener as an app of theirs acts for them. */
  appOf(listener: Listener, scope: string): Promise<Listener>;
};

export async function openPlaylistWorld(service: TestService): Promise<PlaylistWorld> {
  const people = await openPeople(service);
  const uris: string[] = [];
  for (const [index, colour] of ["#c02020", "#20c020", "#2020c0", "#c0c020", "#20c0c0"].entries()) {
    const inputs = [];
    for (const number of [1, 2]) inputs.push(trackInput(await putRecording(service, `playlist ${index} ${number}`), number));
    const cover = await putCover(service, colour);
    const release = await putRelease(service, releaseInput(`Album ${index}`, inputs, { cover }));
    uris.push(...release.tracks.map(({ track_id }) => `nearfield:track:${track_id}`));
  }
  return {
    people,
    uris,
    listener: async (options = {}) => listenerOf(service, await people.make({ scope: playlistScopes, ...options })),
    appOf: async ({ id, sessionId }, scope) => {
      const person = { accountId: id, sessionId };
      return listenerOf(service, { ...person, token: await people.tokenFor(person, { client: "app", scope }) });
    },
  };
}

async function putCover(service: TestService, colour: string): Promise<Image> {
  const id = encodeId(createHash("sha256").update(colour).digest().subarray(0, 16));
  for (const edge of imageSizes) {
    const picture = sharp({ create: { width: edge, height: edge, channels: 3, background: colour } });
    const response = await putObject(service, `images/${id}/${edge}.jpg`, new Uint8Array(await picture.jpeg().toBuffer()));
    if (!response.ok) throw new Error(await response.text());
  }
  return { id, sizes: [...imageSizes], colour };
}

function listenerOf(
  service: TestService,
  { accountId, sessionId, token }: { accountId: string; sessionId: string; token: string },
): Listener {
  const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(new URL(path, service.url), {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
  const answered = async (response: Response): Promise<unknown> => {
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    return response.json();
  };
  return {
    id: accountId,
    sessionId,
    token,
    ask,
    read: async (path) => answered(await ask("GET", path)),
    async refusal(method, path, body) {
      const response = await ask(method, path, body);
      const { error } = errorBodySchema.parse(await response.json());
      return [response.status, error.reason, error.field];
    },
    create: async (more = {}, headers = {}) =>
      playlistSchema.parse(await answered(await ask("POST", "/v1/me/playlists", { name: "A playlist", ...more }, headers))),
    async edit(method, path, body, headers) {
      const { snapshot_id } = (await answered(await ask(method, path, body, headers))) as { snapshot_id: string };
      return snapshot_id;
    },
  };
}
