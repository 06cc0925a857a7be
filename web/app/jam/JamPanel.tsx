/** Listening together, where devices are chosen: how it begins; who is in, who may do what, and how it ends. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { ConnectJam } from "../../../contracts/connect.ts";
import { session } from "../api/session.ts";
import { devices, jam } from "../connect/start.ts";
import { PersonMark } from "../playlist/PersonMark.tsx";
import { IconButton } from "../ui/IconButton.tsx";
import { notify } from "../ui/notices.ts";
import { Switch } from "../ui/Switch.tsx";
import { jamApi } from "./api.ts";
import { t } from "./i18n/texts.ts";
import { isHost, jamLink, leaveJam, renewLink, startJam } from "./jam.ts";

/** One press at a time; what went wrong is said. */
function useWork() {
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<void>, failure = t("failed")) => {
    if (busy) return;
    setBusy(true);
    await work().catch(() => notify(failure));
    setBusy(false);
  };
  return { busy, run };
}

export function StartJam() {
  const { busy, run } = useWork();
  const [key] = useState(() => crypto.randomUUID());
  return (
    <section class="jam-start">
      <h3>{t("start.title")}</h3>
      <p class="quiet">{t("start.hint")}</p>
      <button type="button" class="button" aria-busy={busy} onClick={() => void run(() => startJam(key), t("start.failed"))}>
        {t("start.button")}
      </button>
    </section>
  );
}

function detailOf({ account }: ConnectJam["people"][number], host: string): string {
  const isOnline = devices.value.some((device) => device.account === account && device.online);
  const words = [
    account === host && t("people.host"),
    account === session.listener.value?.id && t("people.you"),
    !isOnline && t("people.away"),
  ];
  return words.filter(Boolean).join(" · ");
}

function People({ of: { id, host, people } }: { of: ConnectJam }) {
  const { run } = useWork();
  return (
    <section aria-label={t("people")}>
      <h3>{t("people")}</h3>
      <ul class="jam-people">
        {people.map((person) => (
          <li key={person.account} class="device-row">
            <PersonMark id={person.account} name={person.name} />
            <span class="device-names">
              <bdi class="device-name">{person.name}</bdi>
              <span class="quiet">{detailOf(person, host)}</span>
            </span>
            {isHost.value && person.account !== host && (
              <IconButton
                icon="close"
                label={t("people.remove", { name: person.name })}
                onClick={() => void run(() => jamApi.part(id, person.account))}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Invite({ link }: { link: string | undefined }) {
  const { busy, run } = useWork();
  const copy = async () => {
    await navigator.clipboard.writeText(link ?? "");
    notify(t("link.copied"));
  };
  // Whoever changes their mind has not failed.
  const share = () => void navigator.share({ text: t("link.text"), url: link ?? "" }).catch(() => undefined);
  return (
    <section class="jam-link">
      {link !== undefined && (
        <>
          <label class="sheet-field">
            <span>{t("link")}</span>
            <input class="text-input" dir="ltr" readOnly value={link} onFocus={(event) => event.currentTarget.select()} />
          </label>
          <p class="quiet">{t("link.hint")}</p>
        </>
      )}
      <div class="jam-actions">
        {link !== undefined && (
          <button type="button" class="button primary" onClick={() => void run(copy)}>
            {t("link.copy")}
          </button>
        )}
        {link !== undefined && "share" in navigator && (
          <button type="button" class="button" onClick={share}>
            {t("link.share")}
          </button>
        )}
        {isHost.value && (
          <button type="button" class="button" aria-busy={busy} title={t("link.renewHint")} onClick={() => void run(renewLink)}>
            {t("link.renew")}
          </button>
        )}
      </div>
    </section>
  );
}

export function JamPanel({ of: current }: { of: ConnectJam }) {
  const { busy, run } = useWork();
  const { id, host, people, controls } = current;
  const name = people.find(({ account }) => account === host)?.name ?? "";
  return (
    <div class="device-list jam">
      <p class="device-name">{t("title.by", { name })}</p>
      <People of={current} />
      {(isHost.value || current.open) && <Invite link={jamLink.value} />}
      {isHost.value && (
        <Switch
          label={t("controls")}
          hint={t("controls.hint")}
          checked={controls === "everyone"}
          onChange={(on) => void run(() => jamApi.setControls(id, on ? "everyone" : "host"))}
        />
      )}
      <button type="button" class="button" aria-busy={busy} onClick={() => void run(leaveJam)}>
        {isHost.value ? t("end") : t("leave")}
      </button>
    </div>
  );
}

/** What is in the panel: the jam, where there is one. */
export function JamOr({ children }: { children: ComponentChildren }) {
  const current = jam.value;
  return current && !current.ended ? (
    <JamPanel of={current} />
  ) : (
    <>
      {children}
      <StartJam />
    </>
  );
}
