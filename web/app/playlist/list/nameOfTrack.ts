import { t } from "../i18n/texts.ts";
import type { KnownTrack } from "../tracks.ts";

export function nameOfTrack(known: KnownTrack | undefined): string {
  if (known === undefined) return "…";
  return known === "gone" ? t("row.gone") : known.name;
}
