import { useState } from "preact/hooks";
import type { Listener } from "../../../../contracts/accounts/session.ts";
import { imageSource } from "../../ui/imageSource.ts";

/** The listener's picture; the first letter of the name where there is none. */
export function Portrait({ name, image }: { name: string; image: Listener["image"] }) {
  const [failed, setFailed] = useState<string>();
  const first = new Intl.Segmenter().segment(name.trim())[Symbol.iterator]().next();
  return (
    <span class="portrait">
      {image && failed !== image.url ? (
        <img
          key={image.url}
          src={imageSource(image.url)}
          width={image.width}
          height={image.height}
          alt=""
          onError={() => setFailed(image.url)}
        />
      ) : (
        <span aria-hidden="true">{first.done === true ? "" : first.value.segment.toLocaleUpperCase()}</span>
      )}
    </span>
  );
}
