import { WorkDialog, type WorkDialogProps } from "./WorkDialog.tsx";

/** Asks before what can't be undone. `children`: what will happen. */
export function ConfirmDialog({ children, ...props }: Omit<WorkDialogProps, "class" | "kind">) {
  return (
    <WorkDialog class="confirm-dialog" kind="danger" {...props}>
      <div class="confirm-text">{children}</div>
    </WorkDialog>
  );
}
