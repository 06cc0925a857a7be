import { useId } from "preact/hooks";

type SwitchProps = { label: string; hint: string; checked: boolean; onChange: (checked: boolean) => void };

/** On or off, as soon as it is pressed. */
export function Switch({ label, hint, checked, onChange }: SwitchProps) {
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
        checked={checked}
        aria-checked={checked}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    </div>
  );
}
