/** How each place of the library is looked at: its order and form, kept in this browser. */
import { signal, type Signal } from "@preact/signals";
import type { LibraryPlace } from "../../router/routes.ts";
import { readStored, write } from "../../settings/settings.ts";
import { sortKeys, type SortKey } from "../collection/arrange.ts";

export type Form = "grid" | "list";
type View = { sort: SortKey; form: Form };

/** The first is how it is sorted at first. Who is followed since when, nobody tells. */
export const sortsOf: Readonly<Record<LibraryPlace, readonly SortKey[]>> = {
  playlists: ["added", "title", "artist"],
  albums: ["added", "title", "artist", "released"],
  artists: ["title"],
  songs: sortKeys,
};

function viewOf(place: LibraryPlace): Signal<View> {
  const stored = readStored(`library.${place}`) as Partial<View> | null | undefined;
  const sorts = sortsOf[place];
  return signal<View>({
    sort: sorts.find((key) => key === stored?.sort) ?? sorts[0] ?? "added",
    form: stored?.form === "list" ? "list" : "grid",
  });
}

const views: Readonly<Record<LibraryPlace, Signal<View>>> = {
  playlists: viewOf("playlists"),
  albums: viewOf("albums"),
  artists: viewOf("artists"),
  songs: viewOf("songs"),
};

export function viewSignal(place: LibraryPlace): Signal<View> {
  return views[place];
}

export function changeView(place: LibraryPlace, change: Partial<View>): void {
  const view = views[place];
  view.value = { ...view.peek(), ...change };
  write(`library.${place}`, view.peek());
}
