import type { ComponentChildren } from "preact";
import { t } from "../i18n/texts.ts";
import { useFormState } from "./Form.tsx";

/** Stays where it is and keeps the focus while the form is on its way. */
export function SubmitButton({ children }: { children: ComponentChildren }) {
  const { busy } = useFormState();
  return (
    <BusyButton busy={busy} type="submit">
      {children}
    </BusyButton>
  );
}

type BusyButtonProps = {
  busy: boolean;
  type?: "button" | "submit";
  kind?: "primary" | "plain" | "danger";
  onClick?: () => void;
  children: ComponentChildren;
};

/** Pressing it again while it works does nothing. */
export function BusyButton({ busy, type = "button", kind = "primary", onClick, children }: BusyButtonProps) {
  return (
    <button type={type} class={`button wide ${kind}`} aria-disabled={busy} onClick={() => !busy && onClick?.()}>
      {busy && <span class="spinner" aria-hidden="true" />}
      <span>{children}</span>
      {busy && <span class="visually-hidden">{t("form.busy")}</span>}
    </button>
  );
}
