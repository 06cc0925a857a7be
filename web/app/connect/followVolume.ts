/** How loud this page is, said and heard. */
import { computed, effect, untracked, type ReadonlySignal } from "@preact/signals";
import type { Parts } from "../../../domain/connect/hub.ts";
import { settings } from "../settings/settings.ts";
import type { ConnectClient } from "./ConnectClient.ts";

/** Milliseconds between two words of it. */
const volumeEvery = 150;

/** This page is as loud as its slider says, and as others set it. When it comes in it is as loud as it was left. */
export function followVolume(client: ConnectClient, parts: ReadonlySignal<Parts | undefined>): () => void {
  const percent = computed(() => Math.round((settings.muted.value ? 0 : settings.volume.value) * 100));
  const told = computed(() => parts.value?.devices.find(({ id }) => id === client.own)?.volume);
  let isKnown = false;
  let timer: number | undefined;
  const say = () => {
    timer = undefined;
    if (percent.peek() !== told.peek()) client.command({ type: "volume", percent: percent.peek(), device: client.own }, { isDone: true });
  };
  const stopHearing = effect(() => {
    const { value } = told;
    if (value === undefined) return;
    const isFirst = !isKnown;
    isKnown = true;
    if (value === percent.peek() || timer !== undefined) return;
    if (isFirst) untracked(say);
    else {
      settings.volume.value = value / 100;
      settings.muted.value = false;
    }
  });
  const stopSaying = effect(() => {
    if (percent.value !== told.peek() && told.peek() !== undefined) timer ??= window.setTimeout(say, volumeEvery);
  });
  return () => {
    clearTimeout(timer);
    stopHearing();
    stopSaying();
  };
}
