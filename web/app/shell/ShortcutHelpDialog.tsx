import { t } from "../i18n/language.ts";
import type { MessageKey } from "../i18n/messages.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { Modal } from "../ui/Modal.tsx";
import { shortcutHelpShown } from "./shortcutHelp.ts";

type Shortcut = { keys: readonly string[]; does: Extract<MessageKey, `shortcuts.${string}`> };

function shortcuts(): readonly Shortcut[] {
  return [
    { keys: [t("key.space"), "K"], does: "shortcuts.toggle" },
    { keys: ["←", "→"], does: "shortcuts.seek5" },
    { keys: ["J", "L"], does: "shortcuts.seek10" },
    { keys: ["N", "P"], does: "shortcuts.nextPrevious" },
    { keys: [`${t("key.shift")} ↑`, `${t("key.shift")} ↓`], does: "shortcuts.volume" },
    { keys: ["M"], does: "shortcuts.mute" },
    { keys: ["S"], does: "shortcuts.shuffle" },
    { keys: ["R"], does: "shortcuts.repeat" },
    { keys: ["Q"], does: "shortcuts.queue" },
    { keys: ["F"], does: "shortcuts.nowPlaying" },
    { keys: ["?"], does: "shortcuts.help" },
  ];
}

function close(): void {
  shortcutHelpShown.value = false;
}

export function ShortcutHelpDialog() {
  return (
    <Modal label={t("shortcuts.title")} class="help-dialog" onClose={close}>
      <div class="help-body">
        <header class="section-head">
          <h2>{t("shortcuts.title")}</h2>
          <IconButton icon="close" label={t("common.close")} onClick={close} />
        </header>
        <dl class="shortcut-list">
          {shortcuts().map(({ keys, does }) => (
            <div key={does}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{t(does)}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Modal>
  );
}
