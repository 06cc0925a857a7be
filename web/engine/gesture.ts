/**
 * Browsers let a page sound only after a gesture: this waits for the next one. It listens at the document, after the pages' own
 * handlers: a click on their play button has then already played, and stopped the waiting.
 * @returns what stops the waiting
 */
export function onNextGesture(run: () => void): () => void {
  const controller = new AbortController();
  document.addEventListener("click", run, { once: true, signal: controller.signal });
  return () => controller.abort();
}
