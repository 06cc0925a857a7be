import type { ComponentChildren } from "preact";
import { navigate, route } from "./navigation.ts";
import { pathOf, type Route } from "./routes.ts";

type LinkProps = {
  to: Route;
  /** What the address says after the question mark. */
  query?: Record<string, string> | undefined;
  class?: string;
  /** For a picture beside a link of the same name: one of the two is enough for the keyboard and the screen reader. */
  decorative?: boolean;
  /** Whether it leads to where one is, for a link that stands for several pages. */
  current?: boolean;
  children: ComponentChildren;
};

function opensElsewhere(event: MouseEvent): boolean {
  return event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

/** A real link, so that it opens in a new tab, is copied and is read as one. */
export function Link({ to, query, class: className, decorative = false, current, children }: LinkProps) {
  const path = pathOf(to);
  const target = query ? `${path}?${new URLSearchParams(query).toString()}` : path;
  return (
    <a
      href={target}
      class={className}
      {...(decorative ? { "aria-hidden": "true" as const, tabIndex: -1 } : {})}
      aria-current={path === pathOf(route.value) ? "page" : current === true ? "true" : undefined}
      onClick={(event) => {
        if (opensElsewhere(event)) return;
        event.preventDefault();
        navigate(target);
      }}
    >
      {children}
    </a>
  );
}
