import type { ComponentChildren } from "preact";

/** A table that may be wider than a phone. */
export function ScrolledTable({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- not every browser lets the keyboard scroll it otherwise
    <div class="table-scroll" tabIndex={0}>
      <table class="account-table" aria-label={label}>
        {children}
      </table>
    </div>
  );
}
