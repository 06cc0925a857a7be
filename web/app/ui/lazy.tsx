/** Parts of the player that are fetched when they are first shown. */
import { signal } from "@preact/signals";
import type { ComponentChildren, ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../i18n/language.ts";

type Loaded<Props> = { kind: "waiting" } | { kind: "here"; Component: ComponentType<Props> } | { kind: "failed" };

/** @returns the component, with `load` to fetch it ahead */
export function lazy<Props extends object>(importComponent: () => Promise<ComponentType<Props>>, placeholder: ComponentChildren = null) {
  const loaded = signal<Loaded<Props>>({ kind: "waiting" });
  let pending: Promise<void> | undefined;

  function load(): Promise<void> {
    pending ??= fetchComponent();
    return pending;
  }

  async function fetchComponent(): Promise<void> {
    try {
      loaded.value = { kind: "here", Component: await importComponent() };
    } catch {
      loaded.value = { kind: "failed" };
      pending = undefined;
    }
  }

  function Lazy(props: Props) {
    const state = loaded.value;
    useEffect(() => {
      if (loaded.peek().kind !== "here") void load();
    }, []);
    if (state.kind === "here") return <state.Component {...props} />;
    if (state.kind === "waiting") return <>{placeholder}</>;
    // Its file is gone: a newer version was deployed. The music plays on until the visitor chooses to reload.
    return (
      <div class="notice-box" role="alert">
        <p>{t("error.update")}</p>
        <button type="button" class="button" onClick={() => location.reload()}>
          {t("common.reload")}
        </button>
      </div>
    );
  }
  return Object.assign(Lazy, { load });
}
