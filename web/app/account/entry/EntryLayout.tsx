/** A narrow page that asks for one thing. */
import type { ComponentChildren } from "preact";
import { Page } from "../../ui/Page.tsx";

type EntryLayoutProps = {
  title: string;
  /** The title with more than text in it, for the page itself. */
  heading?: ComponentChildren;
  lead?: ComponentChildren;
  children: ComponentChildren;
};

export function EntryLayout({ title, heading, lead, children }: EntryLayoutProps) {
  return (
    <Page title={title} class="entry-page">
      <h1 class="display entry-title">{heading ?? title}</h1>
      {lead !== undefined && <div class="entry-lead">{lead}</div>}
      {children}
    </Page>
  );
}
