/** Ways to give something to somebody: a link, whatever the system shares by, and a player to put into a page. */
import { useRef, useState } from "preact/hooks";
import { formatClock } from "../i18n/format.ts";
import { t } from "../library/i18n/texts.ts";
import type { Shareable } from "../library/openers.ts";
import { SheetFrame } from "../library/sheets/SheetFrame.tsx";
import { currentTrackId } from "../player/player.ts";
import { position } from "../player/position.ts";
import { Icon } from "../ui/Icon.tsx";
import { notify } from "../ui/notices.ts";
import { embedAddress, embedCode, embedHeight, linkTo, parseStart, type EmbedTheme } from "./links.ts";

function CopyLine({ label, text }: { label: string; text: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      field.current?.select();
      notify(t("share.copyFailed"));
    }
  };
  return (
    <div class="copy-line">
      <label class="sheet-field">
        <span>{label}</span>
        <input ref={field} class="text-input" dir="ltr" readOnly value={text} onFocus={(event) => event.currentTarget.select()} />
      </label>
      <button type="button" class="button" onClick={() => void copy()} onBlur={() => setCopied(false)}>
        {copied && <Icon name="check" />}
        {copied ? t("share.copied") : t("share.copy")}
        <span class="visually-hidden"> {label}</span>
      </button>
      <output class="visually-hidden">{copied && t("share.copied")}</output>
    </div>
  );
}

/** @param onChange told of a good time, of 0 where none is wished for, and of undefined for what is none */
function StartField({ what, onChange }: { what: Shareable; onChange: (seconds: number | undefined) => void }) {
  const duration = what.duration ?? 0;
  const now = currentTrackId.peek() === what.id ? position.peek() : 0;
  const [on, setOn] = useState(false);
  const [text, setText] = useState(formatClock(now));
  const start = on ? parseStart(text, duration) : 0;
  const change = (nextOn: boolean, nextText: string) => {
    setOn(nextOn);
    setText(nextText);
    onChange(nextOn ? parseStart(nextText, duration) : 0);
  };
  return (
    <div class="start-field">
      <label>
        <input type="checkbox" checked={on} onChange={(event) => change(event.currentTarget.checked, text)} />
        {t("share.startAt")}
      </label>
      <input
        class="text-input"
        dir="ltr"
        inputMode="numeric"
        size={7}
        aria-label={t("share.startAtHint")}
        title={t("share.startAtHint")}
        value={text}
        aria-invalid={start === undefined}
        onInput={(event) => change(true, event.currentTarget.value)}
      />
      {start === undefined && <span role="alert">{t("share.startAtWrong")}</span>}
    </div>
  );
}

function Embed({ what }: { what: Shareable }) {
  const [theme, setTheme] = useState<EmbedTheme>("auto");
  return (
    <details class="share-embed">
      <summary>{t("share.embed")}</summary>
      <p class="quiet">{t("share.embedHint")}</p>
      <CopyLine label={t("share.embedCode")} text={embedCode(location.origin, what, theme)} />
      <label class="sheet-field inline">
        <span>{t("share.theme")}</span>
        <select
          class="select"
          value={theme}
          onChange={(event) => setTheme((["auto", "light", "dark"] as const).find((one) => one === event.currentTarget.value) ?? "auto")}
        >
          <option value="auto">{t("share.theme.auto")}</option>
          <option value="light">{t("share.theme.light")}</option>
          <option value="dark">{t("share.theme.dark")}</option>
        </select>
      </label>
      <iframe
        key={theme}
        class="embed-preview"
        src={embedAddress("", what, theme)}
        title={t("share.preview")}
        height={embedHeight(what.type)}
        loading="lazy"
      />
    </details>
  );
}

export function ShareSheet({ what }: { what: Shareable }) {
  const [start, setStart] = useState<number | undefined>(0);
  const link = linkTo(location.origin, what, start);
  const text = what.by === "" ? what.name : t("share.text", { name: what.name, by: what.by });
  const share = () => {
    // Whoever changes their mind has not failed.
    navigator.share({ title: what.name, text, url: link }).catch(() => undefined);
  };
  return (
    <SheetFrame title={t("share.title", { name: what.name })}>
      <CopyLine key={link} label={t("share.link")} text={link} />
      {what.type === "track" && (what.duration ?? 0) > 0 && <StartField what={what} onChange={setStart} />}
      {"share" in navigator && (
        <button type="button" class="button" onClick={share}>
          <Icon name="share" />
          {t("share.system")}
        </button>
      )}
      {what.isPrivate === true ? <p class="quiet">{t("share.private")}</p> : <Embed what={what} />}
    </SheetFrame>
  );
}
