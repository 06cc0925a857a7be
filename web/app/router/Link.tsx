import type { ComponentChildren } from "preact";
import { navigate, route } from "./navigation.ts";
import { pathOf, type Route } from "./routes.ts";

type LinkProps = {
  to: Route;
  class?: string;
  /** For a picture beside a link of the same name: one of the two is enough for the keyboard and the screen reader. */
  decorative?: boolean;
  children: ComponentChildren;
};

function opensElsewhere(event: MouseEvent): boolean {
  return event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
}

/** A real link, so that it opens in a new tab, is copied and is read as one. */
export function Link({ to, class: className, decorative = false, children }: LinkProps) {
  const target = pathOf(to);
  return (
    <a
      href={target}
      class={className}
      {...(decorative ? { "aria-hidden": "true" as const, tabIndex: -1 } : {})}
      aria-current={target === pathOf(route.value) ? "page" : undefined}
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
