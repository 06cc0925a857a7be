/** A range that looks like the player's and is the browser's own: keyboard, touch and screen readers come with it. */

type SliderProps = {
  class: string;
  label: string;
  value: number;
  max: number;
  step: number | "any";
  disabled?: boolean;
  /** What is said instead of the bare number. */
  valueText: string;
  onInput: (value: number) => void;
  onCommit?: (value: number) => void;
  onKeyDown: (event: KeyboardEvent) => void;
};

export function Slider({
  label,
  value,
  max,
  step,
  disabled = false,
  valueText,
  onInput,
  onCommit,
  onKeyDown,
  class: className,
}: SliderProps) {
  const share = max > 0 ? Math.min(1, value / max) : 0;
  return (
    <input
      type="range"
      class={`slider ${className}`}
      min={0}
      max={max}
      step={step}
      disabled={disabled}
      value={value}
      aria-label={label}
      aria-valuetext={valueText}
      style={{ "--share": `${share * 100}%` }}
      onKeyDown={onKeyDown}
      onInput={(event) => onInput(event.currentTarget.valueAsNumber)}
      onChange={(event) => onCommit?.(event.currentTarget.valueAsNumber)}
    />
  );
}
