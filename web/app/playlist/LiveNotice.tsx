/** Says quietly that the connection is lost, and how much waits for it. */
import { useEffect, useState } from "preact/hooks";
import { Icon } from "../ui/Icon.tsx";
import { t } from "./i18n/texts.ts";
import type { LivePlaylist } from "./live/LivePlaylist.ts";

/** Milliseconds. Shorter interruptions, as when a token is renewed, are nobody's concern. */
const patience = 2500;

export function LiveNotice({ live, canEdit }: { live: LivePlaylist; canEdit: boolean }) {
  const isAway = live.link.value === "away";
  const waiting = live.waiting.value;
  const [isTold, setTold] = useState(false);
  useEffect(() => {
    setTold(false);
    if (!isAway) return undefined;
    const timer = setTimeout(() => setTold(true), patience);
    return () => clearTimeout(timer);
  }, [isAway]);
  return (
    <output class="pl-live-notice">
      {isTold && (
        <p class="notice-box">
          <Icon name="offline" />
          <span>
            {canEdit ? t("live.away") : t("live.awayReader")}
            {waiting > 0 && ` ${t("live.waiting", { count: waiting })}`}
          </span>
        </p>
      )}
    </output>
  );
}
