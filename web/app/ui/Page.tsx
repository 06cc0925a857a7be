/** What every page has: a title for the tab and the screen reader, and a tint for the room around it. */
import { effect, signal } from "@preact/signals";
import { operator } from "virtual:operator";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { currentSummary, wantsToPlay } from "../player/player.ts";
import { visits } from "../router/navigation.ts";
import { announce } from "./notices.ts";
import { tintOf } from "./tint.ts";

const pageTitle = signal("");
export const tint = signal<string | undefined>(undefined);

let announcedVisit = 0;

/** The tab says what plays while something plays: that is what one looks for among twenty tabs. */
export function startDocumentTitle(): void {
  effect(() => {
    const playing = wantsToPlay.value ? currentSummary.value : undefined;
    const titles = playing
      ? [playing.track.name, playing.track.artists.map((artist) => artist.name).join(", ")]
      : [pageTitle.value, operator.name];
    document.title = titles.filter((part) => part !== "").join(" · ");
  });
}

type PageProps = { title: string; class: string; tintColour?: string | undefined; children: ComponentChildren };

export function Page({ title, class: className, tintColour, children }: PageProps) {
  useEffect(() => {
    pageTitle.value = title;
    tint.value = tintOf(tintColour);
    // The first page is read by the screen reader itself; the ones after it are changed under its eyes.
    if (title === "" || visits.peek() === announcedVisit) return;
    announcedVisit = visits.peek();
    announce(title);
  }, [title, tintColour]);
  return <div class={`page ${className}`}>{children}</div>;
}
