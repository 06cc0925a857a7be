/** Work that a button begins. */
import { useState } from "preact/hooks";
import { AccountsError } from "../../api/accounts.ts";
import { textOfThrown } from "./problems.ts";

export type Work = {
  busy: boolean;
  /** What went wrong last, in words. */
  problem: string | undefined;
  /** @param work returns what went wrong, where it is nothing that was thrown */
  run: (work: () => Promise<string | undefined>) => void;
};

/** @param tell words for an error where the common ones don't fit */
export function useWork(tell?: (error: AccountsError) => string | undefined): Work {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const run = async (work: () => Promise<string | undefined>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      setProblem(await work());
    } catch (thrown) {
      setProblem((thrown instanceof AccountsError && tell?.(thrown)) || textOfThrown(thrown));
    }
    setBusy(false);
  };
  return { busy, problem, run: (work) => void run(work) };
}

/** Work that leads to a page of somebody else's: a provider of payments or identities. @param ask says where to */
export function useDeparture(ask: () => Promise<{ redirect: string }>): Omit<Work, "run"> & { leave: () => void } {
  const { run, ...state } = useWork();
  const leave = () =>
    run(async () => {
      location.assign((await ask()).redirect);
      // Busy until the page is left; who comes back by the history finds it as it was.
      await new Promise((resolve) => addEventListener("pageshow", resolve, { once: true }));
      return undefined;
    });
  return { ...state, leave };
}
