/** Typed events between the engine's subsystems. */
export class Emitter<Events extends object> {
  readonly #listeners: { [Kind in keyof Events]?: Set<(event: Events[Kind]) => void> } = {};

  /** @returns what takes the listener away again */
  on<Kind extends keyof Events>(kind: Kind, listener: (event: Events[Kind]) => void): () => void {
    const listeners = (this.#listeners[kind] ??= new Set());
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  emit<Kind extends keyof Events>(kind: Kind, event: Events[Kind]): void {
    for (const listener of this.#listeners[kind] ?? []) listener(event);
  }

  destroy(): void {
    for (const kind of Object.keys(this.#listeners) as (keyof Events)[]) this.#listeners[kind]?.clear();
  }
}
