/** Leads to a page of whoever takes the payments. */
import { useState } from "preact/hooks";
import { textOfThrown } from "../../forms/problems.ts";

type Departure = { busy: boolean; problem: string | undefined; leave: () => void };

/** @param ask says where to */
export function useDeparture(ask: () => Promise<{ redirect: string }>): Departure {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const go = async () => {
    setBusy(true);
    setProblem(undefined);
    try {
      location.assign((await ask()).redirect);
      // Busy until the page is left; who comes back by the history finds it as it was.
      addEventListener("pageshow", () => setBusy(false), { once: true });
    } catch (thrown) {
      setProblem(textOfThrown(thrown));
      setBusy(false);
    }
  };
  return { busy, problem, leave: () => void go() };
}
