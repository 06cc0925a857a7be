/** Where the visitor is: the address bar as a signal, with scroll positions kept for the way back. */
import { computed, signal } from "@preact/signals";
import { parsePath, pathOf, type Route } from "./routes.ts";

/** What lies over the page; an entry of the history, so that the phone's back button closes it. */
export type Overlay = "now_playing" | undefined;

type EntryState = { key: number; overlay?: "now_playing" };

type Address = { pathname: string; search: string };

const address = signal<Address>({ pathname: location.pathname, search: location.search });
const pathname = computed(() => address.value.pathname);
export const route = computed<Route>(() => parsePath(pathname.value));
/** What follows the question mark. */
export const query = computed(() => new URLSearchParams(address.value.search));
export const overlay = signal<Overlay>(undefined);
/** Counts page changes by the visitor; 0 is the page that was opened first. */
export const visits = signal(0);

const scrollPositions = new Map<number, number>();
let entry: EntryState = { key: 0 };
let highestKey = 0;

function keepScroll(): void {
  scrollPositions.set(entry.key, scrollY);
}

/** Pages grow while their documents load: tries again in the next frames until the height is there. */
function restoreScroll(top: number, attempts = 20): void {
  scrollTo({ top, behavior: "instant" });
  if (attempts > 0 && Math.abs(scrollY - top) > 2) requestAnimationFrame(() => restoreScroll(top, attempts - 1));
}

function prefersCalm(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Lets the browser cross-fade between pages where it can; the page itself changes either way. */
function change(update: () => void): void {
  if (prefersCalm() || !document.startViewTransition || document.visibilityState !== "visible") return update();
  // Preact renders in a microtask: the promise gives it that before the new page is captured.
  const transition = document.startViewTransition(() => {
    update();
    return new Promise<void>((resolve) => setTimeout(resolve));
  });
  transition.ready.catch(() => undefined);
  transition.finished.catch(() => undefined);
  transition.updateCallbackDone.catch(() => undefined);
}

function isHere({ pathname, search }: Address): boolean {
  return pathname === location.pathname && search === location.search;
}

/** @param to a route, or a path of the player's with its query */
export function navigate(to: Route | string): void {
  const target = new URL(typeof to === "string" ? to : pathOf(to), location.origin);
  if (isHere(target) && !overlay.peek()) {
    scrollTo({ top: 0, behavior: prefersCalm() ? "instant" : "smooth" });
    return;
  }
  keepScroll();
  entry = { key: ++highestKey };
  history.pushState(entry, "", target);
  show(target);
}

/** Goes on to a page in place of this one, so that the way back leads past it. */
export function redirect(to: Route | string): void {
  const target = new URL(typeof to === "string" ? to : pathOf(to), location.origin);
  history.replaceState(entry, "", target);
  show(target);
}

function show({ pathname, search }: Address): void {
  change(() => {
    address.value = { pathname, search };
    overlay.value = undefined;
    visits.value += 1;
    scrollTo({ top: 0, behavior: "instant" });
  });
}

export function openOverlay(name: "now_playing"): void {
  if (overlay.peek()) return;
  keepScroll();
  entry = { key: ++highestKey, overlay: name };
  history.pushState(entry, "");
  overlay.value = name;
}

export function closeOverlay(): void {
  if (overlay.peek()) history.back();
}

function onPopState(event: PopStateEvent): void {
  keepScroll();
  entry = (event.state as EntryState | null) ?? { key: 0 };
  highestKey = Math.max(highestKey, entry.key);
  const moved = !isHere(address.peek());
  const arrive = () => {
    if (moved) address.value = { pathname: location.pathname, search: location.search };
    overlay.value = entry.overlay;
    if (moved) visits.value += 1;
  };
  if (!moved) return arrive();
  const top = scrollPositions.get(entry.key) ?? 0;
  change(() => {
    arrive();
    queueMicrotask(() => restoreScroll(top));
  });
}

export function startNavigation(): void {
  history.scrollRestoration = "manual";
  const state = history.state as EntryState | null;
  // After a reload nothing plays, so that there is nothing to lay over the page.
  entry = { key: state?.key ?? 0 };
  highestKey = entry.key;
  history.replaceState(entry, "");
  addEventListener("popstate", onPopState);
}
