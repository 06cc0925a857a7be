/** The queue stands beside the page where there is room, and is a page of its own where there is none. */
import { navigate, overlay, route } from "../router/navigation.ts";
import { settings } from "../settings/settings.ts";

/** The same width as in shell.css. */
const wide = matchMedia("(min-width: 75rem)");

export function toggleQueue(): void {
  if (overlay.peek()) return;
  if (wide.matches && route.peek().page !== "queue") settings.queueShown.value = !settings.queueShown.peek();
  else if (route.peek().page === "queue") history.back();
  else navigate({ page: "queue" });
}
