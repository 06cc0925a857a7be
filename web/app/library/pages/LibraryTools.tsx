/** What a list is looked at with: filter, order, form, and what else can be done with it. */
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import type { LibraryPlace } from "../../router/routes.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { Menu, type MenuAction } from "../../ui/Menu.tsx";
import { collections } from "../collection/collections.ts";
import type { SortKey } from "../collection/arrange.ts";
import { FilterField } from "../FilterField.tsx";
import { t } from "../i18n/texts.ts";
import { openImport } from "../openers.ts";
import { exportSongs } from "../exchange/export.ts";
import { NewPlaylistButton } from "../sidebar/NewPlaylistButton.tsx";
import { changeView, sortsOf, viewSignal } from "./views.ts";

function sortLabel(place: LibraryPlace, key: SortKey): string {
  return place === "playlists" && key === "artist" ? t("library.sort.owner") : t(`library.sort.${key}`);
}

function SortChoice({ place }: { place: LibraryPlace }) {
  const id = useId();
  const sorts = sortsOf[place];
  if (sorts.length < 2) return null;
  return (
    <span class="library-sort">
      <label for={id}>{t("library.sort")}</label>
      <select
        id={id}
        class="select"
        value={viewSignal(place).value.sort}
        onChange={(event) => changeView(place, { sort: sorts.find((key) => key === event.currentTarget.value) ?? "added" })}
      >
        {sorts.map((key) => (
          <option key={key} value={key}>
            {sortLabel(place, key)}
          </option>
        ))}
      </select>
    </span>
  );
}

function FormChoice({ place }: { place: LibraryPlace }) {
  const { form } = viewSignal(place).value;
  return (
    <fieldset class="library-forms" aria-label={t("library.view")}>
      <IconButton
        icon="grid"
        label={t("library.view.grid")}
        pressed={form === "grid"}
        onClick={() => changeView(place, { form: "grid" })}
      />
      <IconButton
        icon="list"
        label={t("library.view.list")}
        pressed={form === "list"}
        onClick={() => changeView(place, { form: "list" })}
      />
    </fieldset>
  );
}

function moreActions(place: LibraryPlace): MenuAction[] {
  if (place === "playlists") return [{ label: t("library.import"), run: openImport }];
  if (place !== "songs") return [];
  const songs = collections.value?.songs.state.value.items ?? [];
  return [
    { label: t("library.exportSongs.csv"), run: () => exportSongs(songs, "csv") },
    { label: t("library.exportSongs.m3u8"), run: () => exportSongs(songs, "m3u8") },
  ];
}

type LibraryToolsProps = { place: LibraryPlace; typed: string; onType: (text: string) => void; children?: ComponentChildren };

export function LibraryTools({ place, typed, onType, children }: LibraryToolsProps) {
  const more = moreActions(place);
  return (
    <div class="library-tools">
      {children}
      {place === "playlists" && <NewPlaylistButton />}
      <FilterField label={t("library.filter")} typed={typed} onType={onType} />
      <SortChoice place={place} />
      {place !== "songs" && <FormChoice place={place} />}
      {more.length > 0 && <Menu label={t("library.more")} actions={more} />}
    </div>
  );
}
