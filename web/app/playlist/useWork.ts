import { useState } from "preact/hooks";
import { textOfThrown } from "./refusals.ts";

/** Work that takes a moment and may fail: whether it is under way, and what went wrong in words. */
export function useWork() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const run = async (work: () => Promise<void>): Promise<boolean> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
      return true;
    } catch (thrown) {
      setProblem(textOfThrown(thrown));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, run };
}
