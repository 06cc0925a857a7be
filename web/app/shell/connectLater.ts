/** Listeners with an account have their devices at hand once the page is drawn; guests never load what that takes. */
import { effect } from "@preact/signals";
import { session } from "../api/session.ts";
import { lazy } from "../ui/lazy.tsx";

export const DeviceButton = lazy(async () => (await import("../connect/parts.ts")).DeviceButton);
export const PlayingOn = lazy(async () => (await import("../connect/parts.ts")).PlayingOn);

export function connectLater(): void {
  effect(() => {
    if (session.listener.value) setTimeout(() => void DeviceButton.load());
  });
}
