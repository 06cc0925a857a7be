/** Yes or no to whoever asks to be let in. */
import { useState } from "preact/hooks";
import type { AccountsError } from "../../api/accounts.ts";
import { BusyButton } from "../forms/SubmitButton.tsx";
import { useWork, type Work } from "../forms/useWork.ts";
import { t } from "../i18n/texts.ts";

export type Decision = "allow" | "deny";

export type DecisionWork = Pick<Work, "problem"> & { pending: Decision | undefined; decide: (decision: Decision) => void };

export function useDecision(
  send: (decision: Decision) => Promise<void>,
  tell?: (error: AccountsError) => string | undefined,
): DecisionWork {
  const { busy, problem, run } = useWork(tell);
  const [last, setLast] = useState<Decision>();
  const decide = (decision: Decision) => {
    if (busy) return;
    setLast(decision);
    run(async () => {
      await send(decision);
      return undefined;
    });
  };
  return { problem, pending: busy ? last : undefined, decide };
}

/** @param props.deny what the button says that lets nobody in */
export function DecisionButtons({ work: { pending, decide }, deny }: { work: DecisionWork; deny: string }) {
  return (
    <div class="form-actions">
      <BusyButton kind="plain" busy={pending === "deny"} onClick={() => decide("deny")}>
        {deny}
      </BusyButton>
      <BusyButton busy={pending === "allow"} onClick={() => decide("allow")}>
        {t("consent.allow")}
      </BusyButton>
    </div>
  );
}
