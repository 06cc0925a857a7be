/** Which playlist? Found by typing, made anew where there is none, and asked once more where something is in it already. */
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { language } from "../../i18n/language.ts";
import { navigate } from "../../router/navigation.ts";
import { Cover } from "../../ui/Cover.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { failureText, notify } from "../../ui/notices.ts";
import { filterItems, sortItems } from "../collection/arrange.ts";
import { collections } from "../collection/collections.ts";
import type { KeptPlaylist } from "../collection/items.ts";
import { createPlaylist, freeName, pendingPrefix } from "../collection/newPlaylist.ts";
import { FilterField } from "../FilterField.tsx";
import { t } from "../i18n/texts.ts";
import { closeSheet } from "../openers.ts";
import { addToPlaylist, alreadyIn } from "./add.ts";
import { SheetFrame } from "./SheetFrame.tsx";

type Step =
  | { kind: "choosing"; problem?: string }
  | { kind: "adding" }
  /** Some of it is in there. */
  | { kind: "asking"; playlist: KeptPlaylist; already: readonly string[] };

function mayEdit({ id, role }: KeptPlaylist): boolean {
  return !id.startsWith(pendingPrefix) && (role === "owner" || role === "editor");
}

/** One's own and those that one edits. */
function useEditable(typed: string): { all: readonly KeptPlaylist[]; shown: readonly KeptPlaylist[] } {
  const list = collections.value?.playlists;
  useEffect(() => void list?.refresh(), [list]);
  const items = list?.state.value.items;
  const all = useMemo(() => sortItems((items ?? []).filter(mayEdit), "added", language.value), [items]);
  return { all, shown: filterItems(all, typed) };
}

function titleOf(count: number, name: string | undefined): string {
  if (name !== undefined) return t("add.titleNamed", { name });
  return count > 0 ? t("add.titleCount", { count }) : t("add.title");
}

function tellAdded(playlist: KeptPlaylist, count: number): void {
  const values = { playlist: playlist.name };
  const text = count === 1 ? t("add.added", values) : t("add.addedCount", { ...values, count });
  notify(text, { label: t("add.open"), run: () => navigate({ page: "playlist", id: playlist.id }) });
}

function PlaylistChoice({ playlist, choose }: { playlist: KeptPlaylist; choose: () => void }) {
  return (
    <li>
      <button type="button" class="choice-row" onClick={choose}>
        <span class="thing-cover">
          <Cover of={playlist} sizes="3rem" />
        </span>
        <span class="row-names">
          <bdi class="thing-name clip">{playlist.name}</bdi>
          <span class="thing-detail clip">
            {t("library.count.songs", { count: playlist.total })}
            {playlist.role === "editor" && ` · ${t("library.collaborative")}`}
          </span>
        </span>
      </button>
    </li>
  );
}

function Already({ step, count, add }: { step: Extract<Step, { kind: "asking" }>; count: number; add: (onlyNew: boolean) => void }) {
  const { playlist, already } = step;
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  const values = { playlist: playlist.name };
  const all = already.length === count;
  const told = count === 1 ? t("add.alreadyOne", values) : t("add.alreadyAll", values);
  return (
    <>
      <p role="alert">{all ? told : t("add.alreadySome", { ...values, count: already.length })}</p>
      <div class="form-actions">
        {all ? (
          <button type="button" class="button primary" ref={first} onClick={closeSheet}>
            {t("add.leave")}
          </button>
        ) : (
          <button type="button" class="button primary" ref={first} onClick={() => add(true)}>
            {t("add.onlyNew")}
          </button>
        )}
        <button type="button" class="button" onClick={() => add(false)}>
          {count === 1 ? t("add.anyway") : t("add.anywayAll")}
        </button>
      </div>
    </>
  );
}

type ChooserProps = { typed: string; onType: (text: string) => void; choose: (playlist: KeptPlaylist) => void; make: () => void };

function Chooser({ typed, onType, choose, make }: ChooserProps) {
  const { all, shown } = useEditable(typed);
  const name = typed.trim();
  return (
    <>
      <FilterField label={t("add.find")} typed={typed} onType={onType} />
      <button type="button" class="choice-row" onClick={make}>
        <span class="thing-cover new-mark">
          <Icon name="plus" />
        </span>
        <bdi class="thing-name clip">{name === "" ? t("add.new") : t("add.newNamed", { name })}</bdi>
      </button>
      <ul class="choice-rows" aria-label={t("add.list")}>
        {shown.map((playlist) => (
          <PlaylistChoice key={playlist.id} playlist={playlist} choose={() => choose(playlist)} />
        ))}
      </ul>
      {shown.length === 0 && <p class="quiet">{all.length === 0 ? t("add.none") : t("add.noneFits")}</p>}
    </>
  );
}

export function AddSheet({ uris, name }: { uris: readonly string[]; name?: string | undefined }) {
  const [typed, setTyped] = useState("");
  const [step, setStep] = useState<Step>({ kind: "choosing" });
  const key = useRef(crypto.randomUUID());

  const add = async (playlist: KeptPlaylist, chosen: readonly string[]) => {
    setStep({ kind: "adding" });
    try {
      await addToPlaylist(playlist.id, chosen, { key: `${key.current}-${playlist.id}-${chosen.length}` });
      closeSheet();
      tellAdded(playlist, chosen.length);
    } catch (thrown) {
      setStep({ kind: "choosing", problem: t("add.refused", { playlist: playlist.name, reason: failureText(thrown) }) });
    }
  };
  const choose = async (playlist: KeptPlaylist) => {
    setStep({ kind: "adding" });
    try {
      const already = await alreadyIn(playlist, uris);
      if (already.length > 0) setStep({ kind: "asking", playlist, already });
      else await add(playlist, uris);
    } catch (thrown) {
      setStep({ kind: "choosing", problem: t("add.refused", { playlist: playlist.name, reason: failureText(thrown) }) });
    }
  };
  const make = async () => {
    setStep({ kind: "adding" });
    const taken = collections.peek()?.playlists.state.peek().items ?? [];
    const wished = typed.trim() === "" ? (name ?? t("sidebar.newName")) : typed.trim();
    const free = freeName(
      wished.slice(0, 200),
      taken.map((playlist) => playlist.name),
    );
    try {
      await add(await createPlaylist(free), uris);
    } catch (thrown) {
      setStep({ kind: "choosing", problem: t("sidebar.refused", { reason: failureText(thrown) }) });
    }
  };

  return (
    <SheetFrame title={titleOf(uris.length, name)}>
      {step.kind === "choosing" && step.problem !== undefined && (
        <p class="notice-box" role="alert">
          {step.problem}
        </p>
      )}
      {step.kind === "choosing" && (
        <Chooser typed={typed} onType={setTyped} choose={(playlist) => void choose(playlist)} make={() => void make()} />
      )}
      {step.kind === "adding" && <output class="line">{t("add.adding")}</output>}
      {step.kind === "asking" && (
        <Already
          step={step}
          count={uris.length}
          add={(onlyNew) => void add(step.playlist, onlyNew ? uris.filter((uri) => !step.already.includes(uri)) : uris)}
        />
      )}
    </SheetFrame>
  );
}
