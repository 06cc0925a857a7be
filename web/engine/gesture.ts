/** Browsers let a page sound only after a gesture: this waits for the next one. */
const gestures = ["pointerup", "keydown", "touchend"] as const;

/** @returns what stops the waiting */
export function onNextGesture(run: () => void): () => void {
  const controller = new AbortController();
  for (const kind of gestures) {
    const once = () => {
      controller.abort();
      run();
    };
    document.addEventListener(kind, once, { capture: true, signal: controller.signal });
  }
  return () => controller.abort();
}
