/** Asks before what can't be undone. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { AccountsError } from "../../api/accounts.ts";
import { Modal } from "../../ui/Modal.tsx";
import { t } from "../i18n/texts.ts";
import { textOfThrown } from "./problems.ts";
import { BusyButton } from "./SubmitButton.tsx";

type ConfirmDialogProps = {
  title: string;
  /** What will happen. */
  children: ComponentChildren;
  /** What the button says: the act itself, not “OK”. */
  act: string;
  onConfirm: () => Promise<void>;
  /** Words for an error where the common ones don't fit; undefined: they do. */
  tell?: (error: AccountsError) => string | undefined;
  onClose: () => void;
};

export function ConfirmDialog({ title, children, act, onConfirm, tell, onClose }: ConfirmDialogProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const confirm = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (thrown) {
      const words = thrown instanceof AccountsError ? tell?.(thrown) : undefined;
      setProblem(words ?? textOfThrown(thrown));
      setBusy(false);
    }
  };
  return (
    <Modal class="help-dialog confirm-dialog" label={title} onClose={onClose}>
      <div class="help-body">
        <h2>{title}</h2>
        <div class="confirm-text">{children}</div>
        {problem !== undefined && (
          <p class="error-summary" role="alert">
            {problem}
          </p>
        )}
        <div class="form-actions">
          <button type="button" class="button" onClick={onClose}>
            {t("form.cancel")}
          </button>
          <BusyButton busy={busy} kind="danger" onClick={() => void confirm()}>
            {act}
          </BusyButton>
        </div>
      </div>
    </Modal>
  );
}
