/** Who may see and edit a playlist, in words that a person understands. */
import type { PlaylistDetails } from "../../../../domain/playlist/schema.ts";
import { ChoiceGroup } from "../../ui/ChoiceGroup.tsx";
import { Dialog } from "../Dialog.tsx";
import type { Edits } from "../edits.ts";
import type { Facts, Visibility } from "../facts.ts";
import { t } from "../i18n/texts.ts";

const choices: readonly Visibility[] = ["private", "public", "open"];
const details: Record<Visibility, Pick<PlaylistDetails, "public" | "collaborative">> = {
  private: { public: false, collaborative: false },
  public: { public: true, collaborative: false },
  open: { public: false, collaborative: true },
};

export function SettingsDialog({ facts, edits, onClose }: { facts: Facts; edits: Edits; onClose: () => void }) {
  return (
    <Dialog title={t("menu.settings")} onClose={onClose}>
      <ChoiceGroup
        label={t("settings.who")}
        stacked
        choices={choices.map((value) => ({ value, label: t(`visibility.${value}`), hint: t(`visibility.${value}.hint`) }))}
        chosen={facts.visibility}
        onChoose={(visibility) => edits.describe(details[visibility])}
      />
      <p class="quiet">{t("settings.members")}</p>
    </Dialog>
  );
}
