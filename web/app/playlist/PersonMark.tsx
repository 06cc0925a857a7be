/** Somebody as a small round picture: their own, or the first letter of their name. */
import { people } from "../api/people.ts";
import { imageSource } from "../ui/imageSource.ts";

function firstLetter(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim());
  return first?.segment.toLocaleUpperCase() ?? "";
}

/** A hue of their own, so that two people without pictures are told apart. */
function hueOf(id: string): number {
  let hash = 0;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 360;
  return hash;
}

/** @param name where it is known better than from their profile */
export function PersonMark({ id, name, class: className = "" }: { id: string; name?: string | undefined; class?: string }) {
  const state = people.get(id).state.value;
  const person = state.kind === "ready" ? state.value : undefined;
  const [picture] = person?.images ?? [];
  const shown = name ?? person?.display_name ?? "";
  return (
    <span class={`avatar person-mark ${className}`} style={{ "--hue": hueOf(id) }} aria-hidden="true">
      {picture ? <img src={imageSource(picture.url)} alt="" width="36" height="36" loading="lazy" /> : firstLetter(shown)}
    </span>
  );
}

/** @returns an empty text until it is known */
export function nameOfPerson(id: string): string {
  const state = people.get(id).state.value;
  return state.kind === "ready" ? (state.value.display_name ?? "") : "";
}
