/** Labelled fields with a hint and what is wrong with them. */
import type { ComponentChildren, Ref } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../../ui/Icon.tsx";
import { t } from "../i18n/texts.ts";
import { useFormState } from "./Form.tsx";

type FieldProps = {
  name: string;
  label: string;
  hint?: ComponentChildren;
  /** What the browser may fill in (HTML, “autofill field name”). */
  autocomplete: string;
  required?: boolean;
  class?: string;
  /** What it holds at first; then it is the browser's. */
  defaultValue?: string | undefined;
  minLength?: number;
  maxLength?: number;
  onFocus?: () => void;
  /** Told of what is typed. */
  onType?: (text: string) => void;
};

type Described = { id: string; "aria-invalid": boolean | undefined; "aria-describedby": string | undefined };

/** Label, hint and problem around whatever is filled in. */
function Labelled({
  name,
  label,
  hint,
  required = false,
  children,
}: Pick<FieldProps, "name" | "label" | "hint" | "required"> & { children: (described: Described) => ComponentChildren }) {
  const id = useId();
  const problem = useFormState().problems.get(name);
  const parts = [problem !== undefined && `${id}-problem`, hint !== undefined && `${id}-hint`].filter((part) => part !== false);
  return (
    <div class={problem === undefined ? "field" : "field wrong"}>
      <div class="field-head">
        <label for={id}>{label}</label>
        {!required && <span class="field-optional">{t("field.optional")}</span>}
      </div>
      {children({ id, "aria-invalid": problem === undefined ? undefined : true, "aria-describedby": parts.join(" ") || undefined })}
      {problem !== undefined && (
        <p class="field-problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
      {hint !== undefined && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

type TextFieldProps = FieldProps & {
  type?: "text" | "email" | "url" | "date" | "search";
  /** Codes and addresses run from left to right in every language. */
  dir?: "ltr" | "auto";
  min?: string;
  max?: string;
  autoCapitalize?: "none" | "words" | "characters";
  placeholder?: string;
  ref?: Ref<HTMLInputElement>;
};

/** Preact's types tell inputs of each type apart; here it is not known beforehand. */
function typed(type: string): object {
  return { type };
}

export function TextField(props: TextFieldProps) {
  const {
    name,
    label,
    hint,
    required = false,
    type = "text",
    class: className = "",
    defaultValue,
    onType,
    onFocus,
    autocomplete,
    ...rest
  } = props;
  return (
    <Labelled name={name} label={label} hint={hint} required={required}>
      {(described) => (
        <input
          dir={type === "email" || type === "url" ? "ltr" : "auto"}
          {...rest}
          {...described}
          class={`input ${className}`}
          name={name}
          {...typed(type)}
          required={required}
          autocomplete={autocomplete}
          {...(defaultValue !== undefined && { defaultValue })}
          onFocus={() => onFocus?.()}
          onInput={(event) => onType?.(event.currentTarget.value)}
        />
      )}
    </Labelled>
  );
}

/** Passwords can be looked at: what is typed blind is typed wrong, and shorter. */
export function PasswordField(props: Omit<FieldProps, "defaultValue">) {
  const { name, label, hint, required = true, class: className = "", onType, onFocus, autocomplete, ...rest } = props;
  const [shown, setShown] = useState(false);
  const attributes = { ...rest, name, required, autocomplete, class: `input ${className}`, dir: "ltr", spellcheck: false } as const;
  const listeners = {
    onFocus: () => onFocus?.(),
    onInput: (event: { currentTarget: HTMLInputElement }) => onType?.(event.currentTarget.value),
  };
  return (
    <Labelled name={name} label={label} hint={hint} required={required}>
      {(described) => (
        <span class="password-input">
          {/* One element whose type changes: what was typed stays. */}
          <input {...attributes} {...listeners} {...described} autoCapitalize="none" {...typed(shown ? "text" : "password")} />
          <button
            type="button"
            class="password-show"
            aria-pressed={shown}
            aria-label={t("password.show")}
            title={t("password.show")}
            onClick={() => setShown(!shown)}
          >
            <Icon name={shown ? "hidden" : "shown"} />
          </button>
        </span>
      )}
    </Labelled>
  );
}

type SelectFieldProps = Pick<FieldProps, "name" | "label" | "hint" | "required" | "autocomplete"> & {
  value?: string | undefined;
  onChange?: (value: string) => void;
  children: ComponentChildren;
};

export function SelectField({ name, label, hint, required = true, autocomplete, value, onChange, children }: SelectFieldProps) {
  return (
    <Labelled name={name} label={label} hint={hint} required={required}>
      {(described) => (
        <select
          {...described}
          class="input"
          name={name}
          required={required}
          autocomplete={autocomplete}
          value={value}
          onChange={(event) => onChange?.(event.currentTarget.value)}
        >
          {children}
        </select>
      )}
    </Labelled>
  );
}

type TextAreaFieldProps = Pick<FieldProps, "name" | "label" | "hint" | "required"> & {
  rows: number;
  dir?: "ltr" | "auto";
  value: string;
  onType: (text: string) => void;
  /** What keeps the text from being sent, in words; empty: nothing. */
  problem?: string;
};

export function TextAreaField({
  name,
  label,
  hint,
  required = false,
  rows,
  dir = "auto",
  value,
  onType,
  problem = "",
}: TextAreaFieldProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => area.current?.setCustomValidity(problem), [problem]);
  return (
    <Labelled name={name} label={label} hint={hint} required={required}>
      {(described) => (
        <textarea
          {...described}
          ref={area}
          class="input"
          name={name}
          rows={rows}
          dir={dir}
          spellcheck={false}
          value={value}
          onInput={(event) => onType(event.currentTarget.value)}
        />
      )}
    </Labelled>
  );
}
