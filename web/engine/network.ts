/** The network as the browser knows it. */

type Connection = { saveData?: boolean; downlink?: number };

function connection(): Connection | undefined {
  return (navigator as { connection?: Connection }).connection;
}

/** The listener asked for less data (Save-Data, of the Network Information API). */
export function savesData(): boolean {
  return connection()?.saveData === true;
}

/** Waits for so long, or until the network comes back. @throws DOMException AbortError */
export function whenOnline(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      removeEventListener("online", retry);
      signal.removeEventListener("abort", abort);
      settle();
    };
    const retry = () => finish(resolve);
    const abort = () => finish(() => reject(new DOMException("stopped", "AbortError")));
    const timer = setTimeout(retry, milliseconds);
    addEventListener("online", retry);
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
  });
}

/** What the browser expects of a slow network, in bits per second; undefined when it expects a good one or says nothing. */
export function expectedThroughput(): number | undefined {
  const downlink = connection()?.downlink;
  return downlink !== undefined && downlink > 0 && downlink < 0.4 ? downlink * 1e6 : undefined;
}
