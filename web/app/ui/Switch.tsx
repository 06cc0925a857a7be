import type { Signal } from "@preact/signals";
import { useId } from "preact/hooks";

/** On or off, bound to a signal. */
export function Switch({ label, hint, value }: { label: string; hint: string; value: Signal<boolean> }) {
  const id = useId();
  return (
    <div class="switch-line">
      <span>
        <label for={id}>{label}</label>
        <span id={`${id}-hint`} class="choice-hint">
          {hint}
        </span>
      </span>
      <input
        id={id}
        type="checkbox"
        role="switch"
        class="switch"
        checked={value.value}
        aria-checked={value.value}
        aria-describedby={`${id}-hint`}
        onChange={(event) => {
          value.value = event.currentTarget.checked;
        }}
      />
    </div>
  );
}
