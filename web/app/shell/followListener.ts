/** When somebody else listens, or the same listener with other rights, what was held for the one before is dropped. */
import { effect, untracked } from "@preact/signals";
import { forgetCatalogue } from "../api/catalogue.ts";
import { session } from "../api/session.ts";
import { t } from "../i18n/language.ts";
import { player } from "../player/player.ts";
import { notify } from "../ui/notices.ts";

export function startFollowingListener(): void {
  let audience: string | undefined;
  let hadListener = false;
  effect(() => {
    const [before, now, isListener] = [audience, session.audience.value, Boolean(session.listener.value)];
    const wasLoggedOut = hadListener && !isListener;
    [audience, hadListener] = [now, isListener];
    if (before === undefined || before === now) return;
    untracked(() => {
      forgetCatalogue();
      player.changeListener();
      if (wasLoggedOut) notify(t("session.loggedOut"));
    });
  });
}
