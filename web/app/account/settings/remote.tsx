/** What a page tells of the account: asked for when the page is opened, and again after a change. */
import { signal, type ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { t as common } from "../../i18n/language.ts";
import { textOfThrown } from "../forms/problems.ts";

type RemoteState<Value> = { kind: "loading" } | { kind: "ready"; value: Value } | { kind: "failed"; thrown: unknown };

export type Remote<Value> = {
  state: ReadonlySignal<RemoteState<Value>>;
  /** Resolves when the page shows what is true now; what was shown stays until then. */
  reload: () => Promise<void>;
  /** Shows what a change was answered with. */
  show: (value: Value) => void;
};

function createRemote<Value>(load: () => Promise<Value>): Remote<Value> {
  const state = signal<RemoteState<Value>>({ kind: "loading" });
  return {
    state,
    async reload() {
      try {
        state.value = { kind: "ready", value: await load() };
      } catch (thrown) {
        state.value = { kind: "failed", thrown };
      }
    },
    show(value) {
      state.value = { kind: "ready", value };
    },
  };
}

/** @param load the same for as long as the page is shown */
export function useRemote<Value>(load: () => Promise<Value>): Remote<Value> {
  const remote = useMemo(() => createRemote(load), []);
  useEffect(() => void remote.reload(), []);
  return remote;
}

export function Remotely<Value>({ remote, children }: { remote: Remote<Value>; children: (value: Value) => ComponentChildren }) {
  const state = remote.state.value;
  switch (state.kind) {
    case "loading":
      return <output class="skeleton settings-skeleton" aria-label={common("common.loading")} />;
    case "ready":
      return <>{children(state.value)}</>;
    case "failed":
  }
  return (
    <div class="notice-box" role="alert">
      <p>{textOfThrown(state.thrown)}</p>
      <button type="button" class="button" onClick={() => void remote.reload()}>
        {common("common.retry")}
      </button>
    </div>
  );
}
