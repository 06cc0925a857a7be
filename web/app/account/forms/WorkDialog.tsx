/** A dialog with one thing to do: it closes once that is done, and says why it is not. */
import type { ComponentChildren } from "preact";
import type { AccountsError } from "../../api/accounts.ts";
import { Modal } from "../../ui/Modal.tsx";
import { t } from "../i18n/texts.ts";
import { Problem } from "./Problem.tsx";
import { BusyButton } from "./SubmitButton.tsx";
import { useWork } from "./useWork.ts";

export type WorkDialogProps = {
  class: string;
  title: string;
  children: ComponentChildren;
  /** What the button says: the act itself, not “OK”. */
  act: string;
  kind?: "primary" | "danger";
  onAct: () => Promise<void>;
  /** Words for an error where the common ones don't fit; undefined: they do. */
  tell?: ((error: AccountsError) => string | undefined) | undefined;
  onClose: () => void;
};

export function WorkDialog({ class: name, title, children, act, kind = "primary", onAct, tell, onClose }: WorkDialogProps) {
  const { busy, problem, run } = useWork(tell);
  const work = () =>
    run(async () => {
      await onAct();
      onClose();
      return undefined;
    });
  return (
    <Modal class={`help-dialog ${name}`} label={title} onClose={onClose}>
      <div class="help-body">
        <h2>{title}</h2>
        {children}
        <Problem text={problem} />
        <div class="form-actions">
          <button type="button" class="button" onClick={onClose}>
            {t("form.cancel")}
          </button>
          <BusyButton busy={busy} kind={kind} onClick={work}>
            {act}
          </BusyButton>
        </div>
      </div>
    </Modal>
  );
}
