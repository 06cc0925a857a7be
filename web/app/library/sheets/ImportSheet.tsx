/** A playlist out of a file: read here, its songs looked for, told what was found and what was not, and only then made. */
import { useEffect, useRef, useState } from "preact/hooks";
import { navigate } from "../../router/navigation.ts";
import { failureText, notify } from "../../ui/notices.ts";
import type { KeptPlaylist } from "../collection/items.ts";
import { createPlaylist } from "../collection/newPlaylist.ts";
import { mostEntries, type ReadEntry } from "../exchange/entry.ts";
import { saveFile } from "../exchange/export.ts";
import { openList, type OpenedList } from "../exchange/open.ts";
import { uriOfTrack } from "../exchange/entry.ts";
import { t } from "../i18n/texts.ts";
import { closeSheet } from "../openers.ts";
import { addToPlaylist } from "./add.ts";
import { SheetFrame } from "./SheetFrame.tsx";

type Step =
  | { kind: "choosing"; problem?: string }
  | { kind: "looking"; words: string }
  | { kind: "ready"; list: OpenedList }
  /** `playlist`: once it is made; `problem`: it stopped. */
  | { kind: "making"; list: OpenedList; name: string; done: number; playlist?: KeptPlaylist; problem?: string };

function FileChoice({ problem, open }: { problem: string | undefined; open: (file: File) => void }) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer?.files[0];
    if (file) open(file);
  };
  return (
    <>
      {problem !== undefined && (
        <p class="notice-box" role="alert">
          {problem}
        </p>
      )}
      <div
        class={over ? "drop-place over" : "drop-place"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <label class="button primary file-button">
          {t("import.choose")}
          <input
            type="file"
            class="visually-hidden"
            accept=".csv,.tsv,.txt,.m3u,.m3u8,text/csv,audio/x-mpegurl,application/vnd.apple.mpegurl"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              if (file) open(file);
              // So that the same file can be chosen once more.
              event.currentTarget.value = "";
            }}
          />
        </label>
        <span class="quiet">{t("import.drop")}</span>
      </div>
      <p class="quiet">{t("import.hint", { most: mostEntries })}</p>
    </>
  );
}

function saveMissing(list: OpenedList): void {
  const lines = list.missing.map((entry) => t("import.line", { line: entry.line, text: entry.text }));
  saveFile(list.name, "txt", `${lines.join("\n")}\n`, "text/plain;charset=utf-8");
}

function Missing({ list }: { list: OpenedList }) {
  const { missing } = list;
  if (missing.length === 0) return null;
  const lineOf = (entry: ReadEntry) => t("import.line", { line: entry.line, text: entry.text });
  return (
    <details class="import-missing" open={missing.length <= 5}>
      <summary>{t("import.missing", { count: missing.length })}</summary>
      <p class="quiet">{t("import.missingHint")}</p>
      {/* What scrolls has to be reached by keyboard. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <ul tabIndex={0} aria-label={t("import.missing", { count: missing.length })}>
        {missing.slice(0, 500).map((entry) => (
          <li key={entry.line}>
            <bdi>{lineOf(entry)}</bdi>
          </li>
        ))}
        {missing.length > 500 && <li>…</li>}
      </ul>
      <button type="button" class="text-button" onClick={() => saveMissing(list)}>
        {t("import.saveMissing")}
      </button>
    </details>
  );
}

function Ready({ list, make, again }: { list: OpenedList; make: (name: string) => void; again: () => void }) {
  const name = useRef<HTMLInputElement>(null);
  const count = list.found.length;
  useEffect(() => name.current?.focus(), []);
  return (
    <form
      class="import-form"
      onSubmit={(event) => {
        event.preventDefault();
        make(name.current?.value.trim() || list.name);
      }}
    >
      <output class="line">{t("import.found", { count, total: count + list.missing.length })}</output>
      <Missing list={list} />
      {count > 0 ? (
        <>
          <label class="sheet-field">
            <span>{t("import.name")}</span>
            <input ref={name} class="text-input" dir="auto" maxLength={200} defaultValue={list.name} autocomplete="off" />
          </label>
          <div class="form-actions">
            <button type="submit" class="button primary">
              {t("import.make")}
            </button>
            <button type="button" class="button" onClick={again}>
              {t("import.another")}
            </button>
          </div>
        </>
      ) : (
        <>
          <p>{t("import.nothing")}</p>
          <button type="button" class="button" onClick={again}>
            {t("import.another")}
          </button>
        </>
      )}
    </form>
  );
}

function Making({ step, resume }: { step: Extract<Step, { kind: "making" }>; resume: () => void }) {
  const { list, done, problem } = step;
  const total = list.found.length;
  return (
    <>
      <output class="line">{t("import.adding", { done, total })}</output>
      <progress max={total} value={done} aria-label={t("import.adding", { done, total })} />
      {problem !== undefined && (
        <>
          <p class="notice-box" role="alert">
            {t("import.stopped", { done, total, reason: problem })}
          </p>
          <button type="button" class="button primary" onClick={resume}>
            {t("import.resume")}
          </button>
        </>
      )}
      <Missing list={list} />
    </>
  );
}

export function ImportSheet() {
  const [step, setStep] = useState<Step>({ kind: "choosing" });
  const key = useRef(crypto.randomUUID());

  const open = async (file: File) => {
    setStep({ kind: "looking", words: t("import.reading", { name: file.name }) });
    try {
      const list = await openList(file, (done, total) => setStep({ kind: "looking", words: t("import.looking", { done, total }) }));
      setStep({ kind: "ready", list });
    } catch (thrown) {
      setStep({ kind: "choosing", problem: thrown instanceof RangeError ? thrown.message : failureText(thrown) });
    }
  };
  const goOn = async (before: Extract<Step, { kind: "making" }>) => {
    let { playlist, done } = before;
    const { list, name } = before;
    setStep({ kind: "making", list, name, done, ...(playlist && { playlist }) });
    try {
      const made = (playlist ??= await createPlaylist(name));
      const uris = list.found.map(({ id }) => uriOfTrack(id));
      const progress = (added: number) => {
        done = added;
        setStep({ kind: "making", list, name, done, playlist: made });
      };
      await addToPlaylist(made.id, uris, { key: key.current, from: done, progress });
      if (list.missing.length === 0) closeSheet();
      notify(t("import.done", { playlist: made.name }));
      navigate({ page: "playlist", id: made.id });
    } catch (thrown) {
      setStep({ kind: "making", list, name, done, ...(playlist && { playlist }), problem: failureText(thrown) });
    }
  };

  return (
    <SheetFrame title={t("import.title")}>
      {step.kind === "choosing" && <FileChoice problem={step.problem} open={(file) => void open(file)} />}
      {step.kind === "looking" && <output class="line">{step.words}</output>}
      {step.kind === "ready" && (
        <Ready
          list={step.list}
          make={(name) => void goOn({ kind: "making", list: step.list, name, done: 0 })}
          again={() => setStep({ kind: "choosing" })}
        />
      )}
      {step.kind === "making" && <Making step={step} resume={() => void goOn(step)} />}
    </SheetFrame>
  );
}
