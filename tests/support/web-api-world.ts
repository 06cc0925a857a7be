/** A small catalogue with listeners, for requests that are made up: what they may name, and the round that tries them. */
import fc from "fast-check";
import { scopes } from "../../domain/access.ts";
import { operations } from "../../contracts/web-api/operations.ts";
import { putRecording, putRelease, releaseInput, trackInput } from "./catalogue.ts";
import { contractRequests, faultOf, type World } from "./contract-requests.ts";
import { openObedientDevice, type ObedientDevice } from "./obedient-device.ts";
import { openPeople } from "./people.ts";
import { waitFor, type TestService } from "./runtime.ts";

/** Requests under way at once. */
const atOnce = 24;
/** A round's tokens live for ten minutes. */
const requestsInRound = 5000;

/** @returns descriptions of what went wrong, at most ten */
export async function tryContracts(service: TestService, requests: number, seed: number): Promise<string[]> {
  const faults: string[] = [];
  const catalogue = await bringInCatalogue(service);
  for (let done = 0; done < requests && faults.length < 10; done += requestsInRound) {
    const { world, devices } = await populate(service, catalogue);
    const round = fc.sample(contractRequests(operations, world), {
      seed: seed + done,
      numRuns: Math.min(requestsInRound, requests - done),
    });
    const rest = round.values();
    const tryRest = async (): Promise<void> => {
      for (const request of rest) {
        const fault = await faultOf(service.url, request);
        if (fault !== undefined && faults.length < 10) faults.push(fault);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, tryRest));
    for (const device of devices) device.socket.leave();
  }
  return faults;
}

type Catalogue = { albums: string[]; tracks: string[]; artists: string[] };

async function bringInCatalogue(service: TestService): Promise<Catalogue> {
  const catalogue: Catalogue = { albums: [], tracks: [], artists: [] };
  for (const [index, title] of ["Dawn", "Noon", "Dusk"].entries()) {
    const tracks = await Promise.all(
      [1, 2, 3].map(async (number) =>
        trackInput(await putRecording(service, `${title} ${number}`), number, index === 2 ? { markets: ["JP"] } : {}),
      ),
    );
    const release = await putRelease(
      service,
      releaseInput(title, tracks, { artists: [{ name: `The ${title}s` }], genres: ["ambient", "jazz"] }),
    );
    catalogue.albums.push(release.album_id);
    catalogue.tracks.push(...release.tracks.map((track) => track.track_id));
  }
  for (const album of catalogue.albums) {
    const artist = await waitFor(async () => artistOf(await (await service.api(`/v1/albums/${album}`)).json()), "an album with its artist");
    catalogue.artists.push(artist);
  }
  return catalogue;
}

function artistOf(album: unknown): string | undefined {
  const { artists: [first] = [] } = album as { artists?: { id: string }[] };
  return first?.id;
}

/** Two listeners, one of them with a playlist of each sort and two devices that obey, and a guest. */
async function populate(service: TestService, catalogue: Catalogue): Promise<{ world: World; devices: ObedientDevice[] }> {
  const people = await openPeople(service);
  const [owner, other] = [await people.make({ scope: scopes.join(" "), plan: "premium" }), await people.make({ scope: scopes.join(" ") })];
  const playlists: string[] = [];
  for (const settings of [{ public: true }, { public: false }, { public: false, collaborative: true }]) {
    const response = await service.api("/v1/me/playlists", { token: owner.token, body: { name: "Generated", ...settings } });
    if (response.ok) playlists.push(((await response.json()) as { id: string }).id);
  }
  const devices = [await openObedientDevice(service.url, owner.token), await openObedientDevice(service.url, owner.token)];
  const unknown = "0".repeat(22);
  const known = (ids: readonly string[]): string[] => [...ids, unknown];
  const users = known([owner.accountId, other.accountId]);
  const world = {
    tokens: [owner.token, owner.token, other.token, await service.token()],
    ids: {
      albums: known(catalogue.albums),
      artists: known(catalogue.artists),
      following: known(catalogue.artists),
      tracks: known(catalogue.tracks),
      "audio-features": known(catalogue.tracks),
      "audio-analysis": known(catalogue.tracks),
      playlist_id: known(playlists),
      user_id: users,
      device_id: known(devices.map(({ id }) => id)),
    },
    uris: [
      ...catalogue.tracks.map((id) => `nearfield:track:${id}`),
      ...catalogue.albums.map((id) => `spotify:album:${id}`),
      ...catalogue.artists.map((id) => `nearfield:artist:${id}`),
      ...playlists.map((id) => `nearfield:playlist:${id}`),
      `nearfield:track:${unknown}`,
      "nearfield:local:a:b:c:1",
      "nonsense",
    ],
  };
  return { world, devices };
}
