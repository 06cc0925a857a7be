/** A square picture in the sizes that the Web API names, on its own dominant colour until it is here. */
import { useState } from "preact/hooks";
import type { SimplifiedAlbum } from "../../../contracts/web-api/common.ts";
import { imageSource } from "./imageSource.ts";

type Pictured = Pick<SimplifiedAlbum, "images" | "cover_colour">;

function sourceSet(images: Pictured["images"]): string {
  return images.flatMap(({ url, width }) => (width === null ? [] : [`${imageSource(url)} ${width}w`])).join(", ");
}

/** What stands where there is no picture: the mark's circles in the album's colour. */
function NoPicture() {
  return (
    <svg class="no-picture" viewBox="0 0 64 64" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.500">
      <circle cx="32" cy="32" r="5" fill="currentColor" stroke="none" />
      <circle cx="32" cy="32" r="12" opacity=".7" />
      <circle cx="32" cy="32" r="20" opacity=".45" />
      <circle cx="32" cy="32" r="28" opacity=".25" />
    </svg>
  );
}

/** @param sizes how wide it is shown, as in the `sizes` attribute */
export function Cover({ of, sizes, eager = false }: { of: Pictured; sizes: string; eager?: boolean }) {
  const [failed, setFailed] = useState(false);
  const largest = of.images[0];
  return (
    <span class="cover" style={of.cover_colour ? { "--cover": of.cover_colour } : undefined}>
      {largest && !failed ? (
        <img
          src={imageSource(largest.url)}
          srcset={sourceSet(of.images)}
          sizes={sizes}
          width={largest.width ?? 640}
          height={largest.height ?? 640}
          loading={eager ? "eager" : "lazy"}
          fetchpriority={eager ? "high" : "auto"}
          decoding="async"
          alt=""
          onError={() => setFailed(true)}
        />
      ) : (
        <NoPicture />
      )}
    </span>
  );
}
