/** The player that others put into their pages: reads its address, loads what it names, and plays when it is pressed. */
import { operator } from "virtual:operator";
import "virtual:operator.css";
import "../app/styles/tokens.css";
import "./embed.css";
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { SharedThing } from "../../domain/share-path.ts";
import { directionOf } from "../app/i18n/languages.ts";
import { readAddress } from "./address.ts";
import { EmbedPlayer } from "./EmbedPlayer.tsx";
import { NotThere } from "./guest.ts";
import { loadSubject, type Subject } from "./subject.ts";
import { textsIn } from "./texts.ts";

type Loading = { kind: "loading" } | { kind: "ready"; thing: SharedThing; subject: Subject } | { kind: "missing" } | { kind: "failed" };

const address = readAddress(location);
const wished = address.language === undefined ? navigator.languages : [address.language, ...navigator.languages];
const { language, t } = textsIn(wished, operator.default_language);

function Message({ words, retry }: { words: string; retry?: () => void }) {
  return (
    <main class="embed message">
      <p role="alert">{words}</p>
      {retry && (
        <button type="button" class="retry" onClick={retry}>
          {t("retry")}
        </button>
      )}
      <a class="home" href="/" target="_blank" rel="noopener">
        <img src="/icon.svg" alt={t("open", operator.name)} width="22" height="22" />
      </a>
    </main>
  );
}

function Embed() {
  const [loading, setLoading] = useState<Loading>({ kind: "loading" });
  const load = async () => {
    const { thing } = address;
    if (!thing) return setLoading({ kind: "missing" });
    setLoading({ kind: "loading" });
    try {
      const subject = await loadSubject(thing);
      document.title = [subject.name, subject.by, operator.name].filter((part) => part !== "").join(" · ");
      setLoading({ kind: "ready", thing, subject });
    } catch (thrown) {
      setLoading({ kind: thrown instanceof NotThere ? "missing" : "failed" });
    }
  };
  useEffect(() => void load(), []);
  switch (loading.kind) {
    case "loading":
      return <main class="embed message" aria-busy="true" aria-label={t("loading")} />;
    case "missing":
      return <Message words={t("missing")} />;
    case "failed":
      return <Message words={t("failed")} retry={() => void load()} />;
    case "ready":
  }
  return <EmbedPlayer thing={loading.thing} subject={loading.subject} start={address.start} t={t} />;
}

document.documentElement.lang = language;
document.documentElement.dir = directionOf(language);
if (address.theme) document.documentElement.dataset["theme"] = address.theme;
const root = document.getElementById("embed");
if (root) render(<Embed />, root);
