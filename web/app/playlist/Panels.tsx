/** What opens over a playlist's page. */
import type { Edits } from "./edits.ts";
import type { Facts } from "./facts.ts";
import type { Panel } from "./head/PlaylistHead.tsx";
import { HistoryPanel } from "./history/HistoryPanel.tsx";
import { DeleteDialog } from "./sharing/DeleteDialog.tsx";
import { MembersDialog } from "./sharing/MembersDialog.tsx";
import { SettingsDialog } from "./sharing/SettingsDialog.tsx";

type PanelsProps = {
  panel: Panel;
  facts: Facts;
  revision: number | undefined;
  you: string | null | undefined;
  edits: Edits;
  onClose: () => void;
};

export function Panels({ panel, facts, revision, you, edits, onClose }: PanelsProps) {
  switch (panel) {
    case "members":
      return <MembersDialog facts={facts} you={you} onClose={onClose} />;
    case "settings":
      return <SettingsDialog facts={facts} edits={edits} onClose={onClose} />;
    case "history":
      return <HistoryPanel id={facts.id} revision={revision} canEdit={facts.canEdit} edits={edits} onClose={onClose} />;
    case "delete":
  }
  return <DeleteDialog facts={facts} onClose={onClose} />;
}
