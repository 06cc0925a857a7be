/** What stands in the way, said where the focus goes; each problem leads to its field. */
import { useEffect, useRef } from "preact/hooks";
import { t } from "../i18n/texts.ts";

export type Problem = {
  /** The name of the field that it is about. */
  field?: string | undefined;
  text: string;
  /** What whoever is asked for help can find it by. */
  reference?: string | undefined;
};

function focusField(summary: HTMLElement | null, name: string): void {
  const field = summary?.closest("form")?.elements.namedItem(name);
  if (field instanceof HTMLElement) field.focus();
}

export function ErrorSummary({ title, problems }: { title: string; problems: readonly Problem[] }) {
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => summary.current?.focus(), [problems]);
  return (
    <div class="error-summary" role="alert" tabIndex={-1} ref={summary} aria-label={title}>
      <ul>
        {problems.map(({ field, text, reference }) => (
          <li key={`${field} ${text}`}>
            {field === undefined ? (
              text
            ) : (
              <button type="button" class="error-link" onClick={() => focusField(summary.current, field)}>
                {text}
              </button>
            )}
            {reference !== undefined && <span class="error-reference">{t("error.reference", { id: reference })}</span>}
          </li>
        ))}
      </ul>
    </div>
  );
}
