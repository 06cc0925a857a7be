/** The one keeper of the page: what the listener keeps and follows. */
import { effect, signal, untracked, type ReadonlySignal } from "@preact/signals";
import { libraryApi, mostUris } from "../api/library.ts";
import { session } from "../api/session.ts";
import { t } from "../i18n/language.ts";
import { failureText, notify } from "../ui/notices.ts";
import { createKeeper } from "./keeper.ts";
import { requireListener } from "./openers.ts";

export type KeepableType = "album" | "track" | "artist" | "playlist";

const names = new Map<string, string>();

/** The last change that the service has: lists follow it. */
export const lastChange = signal<{ uri: string; kept: boolean } | undefined>(undefined);

export const keeper = createKeeper({
  contains: (uris) => libraryApi.contains(uris),
  change: (uri, kept) => (kept ? libraryApi.keep([uri]) : libraryApi.drop([uri])),
  settled: (uri, kept) => {
    lastChange.value = { uri, kept };
  },
  refused: (uri, kept, thrown) => {
    const values = { name: names.get(uri) ?? t("heart.something"), reason: failureText(thrown) };
    notify(kept ? t("heart.refused", values) : t("heart.refusedRemoval", values));
  },
  now: () => performance.now(),
  soon: (run) => setTimeout(run, 20),
  batch: mostUris,
  freshFor: 60_000,
});

const unknown = signal<boolean | undefined>(undefined);

export function keepableUri(type: KeepableType, id: string): string {
  return `nearfield:${type}:${id}`;
}

/** Guests keep nothing, and nothing is asked for them. */
export function isKept(uri: string): ReadonlySignal<boolean | undefined> {
  return session.listener.value ? keeper.isKept(uri) : unknown;
}

/** Of what stands in a list of kept things, of which nothing has to be asked. */
export function isStillKept(uri: string): boolean {
  return keeper.changes.value.get(uri) ?? true;
}

/** Keeps it, or keeps it no more; guests are asked to log in. @param name for the words when it is refused */
export function setKept(uri: string, name: string, kept: boolean): void {
  if (!requireListener("keep")) return;
  names.set(uri, name);
  void keeper.set(uri, kept);
}

export function startFollowingKept(): void {
  let before: string | null | undefined;
  effect(() => {
    const now = session.listener.value?.id ?? null;
    if (before !== undefined && before !== now) untracked(() => keeper.forget());
    before = now;
  });
}
