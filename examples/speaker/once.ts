/** One track, as fast as it comes: the shortest way from a login to sound. */
import { z } from "zod";
import type { Options } from "./options.ts";
import type { Output } from "./outputs.ts";
import type { Service } from "./service.ts";
import { Stop } from "./login.ts";
import { Track } from "./track.ts";

const releasesSchema = z.object({ albums: z.object({ items: z.array(z.object({ id: z.string() })) }) });
const tracksSchema = z.object({ items: z.array(z.object({ id: z.string() })).min(1) });

export async function playOnce({ track: wish, rate, out }: Options, service: Service, output: Output): Promise<void> {
  const id = wish ?? (await findTrack(service));
  const track = await Track.open(service, `nearfield:track:${id}`, rate, 0);
  const piece = new Float32Array(2 * rate);
  while (!track.isOver) {
    await track.whenBuffered(1);
    const taken = track.read(piece, 0, rate);
    if (taken === 0) break;
    output.sound(piece.subarray(0, 2 * taken));
  }
  await output.close();
  console.error(`${(track.position / rate).toFixed(1)} s of ${id}, ${track.tier}: ${out}`);
}

/** The first track of the newest release. */
async function findTrack(service: Service): Promise<string> {
  const { albums } = releasesSchema.parse(await service.api("/v1/browse/new-releases?limit=1"));
  const [album] = albums.items;
  if (!album) throw new Stop("There is no music yet.");
  return tracksSchema.parse(await service.api(`/v1/albums/${album.id}/tracks`)).items[0]?.id ?? "";
}
