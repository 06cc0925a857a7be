import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { RequestError } from "../api/failure.ts";
import type { ResourceState } from "../api/resource.ts";
import { t } from "../i18n/language.ts";
import { NothingHere } from "../pages/NothingHere.tsx";
import { Icon } from "./Icon.tsx";

export function FailedNotice({ error, retry }: { error: RequestError; retry: () => void }) {
  const failure = error.failure === "not_found" ? "broken" : error.failure;
  return (
    <section class="empty-state" role="alert">
      <span class="empty-mark">
        <Icon name={failure === "offline" ? "offline" : "gapless"} />
      </span>
      <h2>{failure === "offline" ? t("offline.notice") : t("error.title")}</h2>
      <p>{t(`error.${failure}`)}</p>
      {error.requestId !== undefined && <p class="quiet">{t("error.reference", { id: error.requestId })}</p>}
      <button type="button" class="button" onClick={retry}>
        {t("common.retry")}
      </button>
    </section>
  );
}

type LoadedProps<Value> = {
  resource: { state: ReadonlySignal<ResourceState<Value>>; retry: () => void };
  skeleton: ComponentChildren;
  children: (value: Value) => ComponentChildren;
};

/** A document in whichever state it is: on its way, here, missing, or failed with a way to try again. */
export function Loaded<Value>({ resource, skeleton, children }: LoadedProps<Value>) {
  const state = resource.state.value;
  switch (state.kind) {
    case "loading":
      return <>{skeleton}</>;
    case "ready":
      return <>{children(state.value)}</>;
    case "failed":
  }
  return state.error.failure === "not_found" ? <NothingHere /> : <FailedNotice error={state.error} retry={resource.retry} />;
}
