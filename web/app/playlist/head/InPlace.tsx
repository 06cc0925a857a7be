/** A text that its owner changes where it stands: pressed, it becomes a field; Enter and leaving it save, Escape does not. */
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../../ui/IconButton.tsx";

type InPlaceProps = {
  value: string;
  /** Names the field. */
  label: string;
  /** Names the button that leads to it. */
  editLabel: string;
  maxLength: number;
  isRequired?: boolean;
  /** Sentences rather than a name. */
  isLong?: boolean;
  isEditable: boolean;
  onSave: (value: string) => void;
  /** What stays while it is a field: a page has its heading all the time. */
  meanwhile?: ComponentChildren;
  /** The text as it stands there. */
  children: ComponentChildren;
};

type FieldProps = Pick<InPlaceProps, "value" | "label" | "maxLength" | "isRequired" | "isLong" | "onSave"> & { onClose: () => void };

function Field({ value, label, maxLength, isRequired = false, isLong = false, onSave, onClose }: FieldProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const isDone = useRef(false);
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const finish = (isSaved: boolean) => {
    if (isDone.current) return;
    isDone.current = true;
    // It is one line, also when several are pasted.
    const typed = (field.current?.value ?? "").replaceAll(/\s+/g, " ").trim();
    if (isSaved && typed !== value && !(isRequired && typed === "")) onSave(typed);
    onClose();
  };
  return (
    <textarea
      ref={field}
      class={isLong ? "pl-field long" : "pl-field"}
      dir="auto"
      rows={1}
      aria-label={label}
      maxLength={maxLength}
      defaultValue={value}
      enterkeyhint="done"
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        if (event.key === "Escape") finish(false);
        else if (event.key === "Enter" && !event.isComposing) finish(true);
        else return;
        event.preventDefault();
      }}
    />
  );
}

export function InPlace({ children, meanwhile, editLabel, isEditable, ...field }: InPlaceProps) {
  const [isOpen, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const close = () => {
    setOpen(false);
    // The button comes back in the place of the field, and the keyboard goes on from there.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) place.current?.querySelector("button")?.focus();
    });
  };
  return (
    <div ref={place} class="pl-in-place">
      {isOpen && meanwhile}
      {isOpen ? <Field {...field} onClose={close} /> : children}
      {isEditable && !isOpen && <IconButton class="pl-edit" icon="edit" label={editLabel} onClick={() => setOpen(true)} />}
    </div>
  );
}
