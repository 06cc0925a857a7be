/** A dialog over the page. The browser keeps the focus inside, closes it on Escape and gives the focus back. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

export function Modal({
  label,
  class: className,
  onClose,
  children,
}: {
  label: string;
  class: string;
  onClose: () => void;
  children: ComponentChildren;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    element?.showModal();
    document.documentElement.classList.add("has-modal");
    return () => {
      element?.close();
      document.documentElement.classList.remove("has-modal");
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={className}
      aria-label={label}
      onCancel={(event) => {
        // Escape, a press beside it, or a phone's gesture: the owner takes it away, and the history with it.
        event.preventDefault();
        onClose();
      }}
      closedby="any"
    >
      {children}
    </dialog>
  );
}
