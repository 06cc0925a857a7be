import { DurableObject } from "cloudflare:workers";
import type { Series } from "../../frame/histogram.ts";
import { openMetricsStore, type MetricsStore } from "./store.ts";

/** One shard of the counts: adds what isolates hand on. */
export class Metrics extends DurableObject {
  readonly #store: MetricsStore;

  constructor(context: DurableObjectState, env: Cloudflare.Env) {
    super(context, env);
    this.#store = openMetricsStore(context.storage);
  }

  add(series: Series[]): void {
    this.#store.add(series);
  }

  all(): Series[] {
    return this.#store.all();
  }
}
