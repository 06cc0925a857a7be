import type { ComponentChildren } from "preact";
import { t as common } from "../../i18n/language.ts";
import { IconButton } from "../../ui/IconButton.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { closeSheet } from "../openers.ts";

export function SheetFrame({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <Modal label={title} class="help-dialog sheet" onClose={closeSheet}>
      <div class="help-body sheet-body">
        <div class="section-head">
          <h2>
            <bdi>{title}</bdi>
          </h2>
          <IconButton icon="close" label={common("common.close")} onClick={closeSheet} />
        </div>
        {children}
      </div>
    </Modal>
  );
}
