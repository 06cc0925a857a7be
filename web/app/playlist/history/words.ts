/** What a version changed, in words: “added 3 tracks and changed the name”. */
import type { PlaylistVersion } from "../../../../contracts/web-api/playlist-history.ts";
import { language } from "../../i18n/language.ts";
import { t } from "../i18n/texts.ts";

type Described = PlaylistVersion["described"][number];

function describedWords(described: readonly Described[]): string[] {
  const fields = new Set<Described>(described);
  const words: string[] = [];
  if (fields.has("name")) words.push(t("history.name"));
  if (fields.has("description")) words.push(t("history.description"));
  if (fields.has("image")) words.push(t("history.image"));
  if (fields.has("public") || fields.has("collaborative")) words.push(t("history.visibility"));
  return words;
}

export function wordsOf({ kind, added, removed, moved, described }: PlaylistVersion): string {
  if (kind === "created") return t("history.created");
  const parts = [
    ...(added > 0 ? [t("history.added", { count: added })] : []),
    ...(removed > 0 ? [t("history.removed", { count: removed })] : []),
    ...(moved > 0 ? [t("history.moved", { count: moved })] : []),
    ...describedWords(described),
  ];
  if (parts.length === 0) return t("history.nothing");
  const words = new Intl.ListFormat(language.value, { type: "conjunction" }).format(parts);
  if (kind === "undo") return t("history.undo", { words });
  return kind === "restore" ? t("history.restore", { words }) : words;
}
