/** A dialog of the playlist's page: a title, a way out, and what it is about. */
import type { ComponentChildren } from "preact";
import { t as app } from "../i18n/language.ts";
import { IconButton } from "../ui/IconButton.tsx";
import { Modal } from "../ui/Modal.tsx";

type DialogProps = { title: string; class?: string; onClose: () => void; children: ComponentChildren };

export function Dialog({ title, class: className = "", onClose, children }: DialogProps) {
  return (
    <Modal label={title} class={`help-dialog pl-dialog ${className}`} onClose={onClose}>
      <header class="pl-dialog-head">
        <h2>{title}</h2>
        <IconButton icon="close" label={app("common.close")} onClick={onClose} />
      </header>
      <div class="pl-dialog-body">{children}</div>
    </Modal>
  );
}

/** Busy while its work is under way; pressing it again then does nothing. */
export function WorkButton({
  busy,
  kind = "",
  onClick,
  children,
}: {
  busy: boolean;
  kind?: "" | "primary" | "danger";
  onClick: () => void;
  children: ComponentChildren;
}) {
  return (
    <button type="button" class={`button ${kind}`} aria-disabled={busy} aria-busy={busy} onClick={() => !busy && onClick()}>
      {children}
    </button>
  );
}
