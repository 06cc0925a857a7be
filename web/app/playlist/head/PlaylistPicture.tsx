/** A playlist's picture: one of its own, else the first covers of what it holds, as a mosaic. */
import type { PlaylistItem } from "../../../../domain/playlist/schema.ts";
import type { SimplifiedAlbum } from "../../../../contracts/web-api/common.ts";
import { Cover } from "../../ui/Cover.tsx";
import { trackIdOf } from "../list/order.ts";
import { eachTrack } from "../tracks.ts";
import type { Facts } from "../facts.ts";

const sizes = "(min-width: 60rem) 15rem, (min-width: 40rem) 12rem, 70vw";
/** Further down nobody would know it by its covers. */
const lookedAt = 60;

/** The first four albums with a cover; fewer than four give the first alone. */
function coversOf(items: readonly PlaylistItem[]): SimplifiedAlbum[] {
  const find = eachTrack();
  const albums = new Map<string, SimplifiedAlbum>();
  for (const { uri } of items.slice(0, lookedAt)) {
    const known = find(trackIdOf(uri));
    if (typeof known === "object" && known.album.images.length > 0) albums.set(known.album.id, known.album);
    if (albums.size === 4) break;
  }
  return albums.size < 4 ? [...albums.values()].slice(0, 1) : [...albums.values()];
}

/** The colour of the room around it. */
export function colourOf(facts: Facts, items: readonly PlaylistItem[]): string | undefined {
  return facts.colour ?? coversOf(items)[0]?.cover_colour;
}

export function PlaylistPicture({ facts, items }: { facts: Facts; items: readonly PlaylistItem[] }) {
  if (facts.images.length > 0) {
    return (
      <Cover
        key={facts.images[0]?.url}
        of={{ images: facts.images, ...(facts.colour && { cover_colour: facts.colour }) }}
        sizes={sizes}
        eager
      />
    );
  }
  const covers = coversOf(items);
  const [first] = covers;
  if (covers.length < 4) return <Cover key={first?.id ?? "none"} of={first ?? { images: [] }} sizes={sizes} eager />;
  return (
    <span class="pl-mosaic">
      {covers.map((album) => (
        <Cover key={album.id} of={album} sizes="(min-width: 40rem) 8rem, 35vw" eager />
      ))}
    </span>
  );
}
