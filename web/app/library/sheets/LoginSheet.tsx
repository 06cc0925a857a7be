import { useEffect, useRef } from "preact/hooks";
import { visits } from "../../router/navigation.ts";
import { t } from "../i18n/texts.ts";
import { closeSheet, type LoginReason } from "../openers.ts";
import { LoginWays } from "./LoginWays.tsx";
import { SheetFrame } from "./SheetFrame.tsx";

export function LoginSheet({ why }: { why: LoginReason }) {
  const opened = useRef(visits.peek());
  // The way to log in leads to another page, where this has nothing more to say.
  useEffect(() => {
    if (visits.value !== opened.current) closeSheet();
  }, [visits.value]);
  return (
    <SheetFrame title={t(`guest.${why}`)}>
      <p>{t(`guest.${why}Text`)}</p>
      <LoginWays />
      <button type="button" class="text-button" onClick={closeSheet}>
        {t("guest.later")}
      </button>
    </SheetFrame>
  );
}
