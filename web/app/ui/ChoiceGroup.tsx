/** One of a few: radio buttons that look like a row of segments, or like a list where each has a hint. */
import { useId } from "preact/hooks";

type Choice<Value> = { value: Value; label: string; hint?: string; lang?: string };
type ChoiceGroupProps<Value> = {
  label: string;
  choices: readonly Choice<Value>[];
  chosen: Value;
  stacked?: boolean;
  onChoose: (value: Value) => void;
};

export function ChoiceGroup<Value extends string>({ label, choices, chosen, stacked = false, onChoose }: ChoiceGroupProps<Value>) {
  const name = useId();
  return (
    <fieldset class={stacked ? "choices stacked" : "choices"}>
      <legend>{label}</legend>
      <div class="choice-list">
        {choices.map((choice) => (
          <label key={choice.value} class="choice" lang={choice.lang}>
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === chosen}
              onChange={() => onChoose(choice.value)}
            />
            <span class="choice-label">{choice.label}</span>
            {choice.hint !== undefined && <span class="choice-hint">{choice.hint}</span>}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
