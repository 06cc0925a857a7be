/**
 * A form that sends itself once at a time. Fields are the browser's own: what was typed stays whatever goes wrong. What is wrong is
 * said in words, first above the form, where the focus goes, then at each field.
 */
import { createContext, type ComponentChildren } from "preact";
import { useContext, useLayoutEffect, useRef, useState } from "preact/hooks";
import { AccountsError } from "../../api/accounts.ts";
import { t } from "../i18n/texts.ts";
import { ErrorSummary, type Problem } from "./ErrorSummary.tsx";
import { textOfError, textOfValidity } from "./problems.ts";

export type Values = Record<string, string>;

type FormState = { busy: boolean; problems: ReadonlyMap<string, string> };

const FormContext = createContext<FormState>({ busy: false, problems: new Map() });

/** What a field or a button inside of a form has to know. */
export function useFormState(): FormState {
  return useContext(FormContext);
}

type FormProps = {
  /** Name of the form for the screen reader; its own heading otherwise. */
  label?: string;
  /** Sends what was typed. What it throws is told in the form. */
  onSubmit: (values: Values) => Promise<void>;
  /** Words for an error where the common ones don't fit; undefined: they do. */
  tell?: (error: AccountsError) => string | undefined;
  class?: string;
  children: ComponentChildren;
};

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

function fieldsOf(form: HTMLFormElement): Field[] {
  return [...form.elements].filter(
    (element): element is Field =>
      element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement,
  );
}

/** What the browser itself finds wrong, in our words. */
function problemsOf(form: HTMLFormElement): Problem[] {
  return fieldsOf(form)
    .filter((field) => field.willValidate && !field.validity.valid)
    .map((field) => ({ field: field.name, text: textOfValidity(field) }));
}

function valuesOf(form: HTMLFormElement): Values {
  const entries = [...new FormData(form)].map(([name, value]) => [name, typeof value === "string" ? value : ""] as const);
  return Object.fromEntries(entries);
}

/** An error about a field that the form has is told there as well. */
function problemOf(form: HTMLFormElement, thrown: unknown, tell: FormProps["tell"]): Problem {
  if (!(thrown instanceof AccountsError)) throw thrown;
  const name = thrown.field?.split(".")[0];
  const field = fieldsOf(form).find((candidate) => candidate.name === name);
  return {
    field: field?.name,
    text: tell?.(thrown) ?? textOfError(thrown),
    reference: thrown.code === "internal" ? thrown.requestId : undefined,
  };
}

export function Form({ label, onSubmit, tell, class: className = "", children }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const mounted = useRef(true);
  useLayoutEffect(() => () => void (mounted.current = false), []);

  const submit = async (element: HTMLFormElement) => {
    const found = problemsOf(element);
    setProblems(found);
    if (found.length > 0) return;
    setBusy(true);
    try {
      await onSubmit(valuesOf(element));
    } catch (thrown) {
      if (mounted.current) setProblems([problemOf(element, thrown, tell)]);
    } finally {
      if (mounted.current) setBusy(false);
    }
  };

  const state: FormState = {
    busy,
    problems: new Map(problems.flatMap(({ field, text }) => (field === undefined ? [] : [[field, text] as const]))),
  };
  return (
    <form
      ref={form}
      class={`account-form ${className}`}
      noValidate
      aria-label={label}
      aria-busy={busy}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void submit(event.currentTarget);
      }}
    >
      {problems.length > 0 && <ErrorSummary title={t("form.problems")} problems={problems} />}
      <FormContext.Provider value={state}>{children}</FormContext.Provider>
    </form>
  );
}
