/** What the pages are laid out with: groups under a heading, rows of things, and acts that ask first. */
import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import type { AccountsError } from "../../api/accounts.ts";
import { ConfirmDialog } from "../forms/ConfirmDialog.tsx";

/** The heading takes the focus where what had it is gone. */
export function Group({ title, hint, children }: { title: string; hint?: ComponentChildren; children: ComponentChildren }) {
  const id = useId();
  return (
    <section class="settings-group" aria-labelledby={id}>
      <header class="group-head">
        <h2 id={id} tabIndex={-1}>
          {title}
        </h2>
        {hint !== undefined && <p class="quiet">{hint}</p>}
      </header>
      {children}
    </section>
  );
}

export function Rows({ children }: { children: ComponentChildren }) {
  return <ul class="account-rows">{children}</ul>;
}

type RowProps = {
  /** A name that somebody chose stands in a `bdi`: it may be of another direction. */
  title: ComponentChildren;
  badge?: string | undefined;
  /** Lines below the title. */
  children?: ComponentChildren;
  acts?: ComponentChildren;
};

export function Row({ title, badge, children, acts }: RowProps) {
  return (
    <li class="account-row">
      <div class="thing-text">
        <p class="thing-title">
          <span>{title}</span>
          {badge !== undefined && <span class="thing-badge">{badge}</span>}
        </p>
        {children}
      </div>
      {acts !== undefined && <div class="thing-acts">{acts}</div>}
    </li>
  );
}

type ConfirmedButtonProps = {
  /** What the button says, and the button in the dialog as well. */
  act: string;
  /** What a screen reader says, where several buttons say the same. */
  label?: string;
  title: string;
  text: string;
  onConfirm: () => Promise<void>;
  /** Words for an error where the common ones don't fit. */
  tell?: (error: AccountsError) => string | undefined;
};

/** A button for what can't be undone. */
export function ConfirmedButton({ act, label, title, text, onConfirm, tell }: ConfirmedButtonProps) {
  const [asks, setAsks] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const section = useRef<HTMLElement | null>(null);
  const close = () => {
    setAsks(false);
    // With what was removed its button is gone, and the focus with it.
    setTimeout(() => {
      if (document.activeElement === document.body) section.current?.querySelector("h2")?.focus();
    });
  };
  return (
    <>
      <button
        type="button"
        class="button"
        ref={button}
        aria-label={label}
        onClick={() => {
          section.current = button.current?.closest("section") ?? null;
          setAsks(true);
        }}
      >
        {act}
      </button>
      {asks && (
        <ConfirmDialog title={title} act={act} onAct={onConfirm} onClose={close} {...(tell && { tell })}>
          <p>{text}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
