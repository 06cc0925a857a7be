/**
 * What a listener keeps for all devices reaches this one: with the login, and when it was changed elsewhere. What is then chosen on
 * this device stays here until the account's settings change again.
 */
import { effect, untracked } from "@preact/signals";
import type { Listener } from "../../../contracts/accounts/session.ts";
import { session } from "../api/session.ts";
import { readStored, settings, write } from "./settings.ts";

const name = "accountSettings";

function apply({ id, settings: { quality, normalise } }: Listener): void {
  const taken = `${id} ${quality} ${normalise}`;
  if (readStored(name) === taken) return;
  write(name, taken);
  settings.quality.value = quality === "automatic" ? "auto" : quality;
  settings.normalisation.value = normalise;
}

export function startFollowingAccount(): void {
  effect(() => {
    const listener = session.listener.value;
    if (listener) untracked(() => apply(listener));
  });
}
