/** Whether this browser is called when somebody chooses it while no page of it is open: by Web Push, for which its service worker listens. */
import { computed, effect, signal } from "@preact/signals";
import type { WakeAddress } from "../../../contracts/connect.ts";
import { language } from "../i18n/language.ts";
import { directionOf } from "../i18n/languages.ts";
import type { ConnectClient } from "./ConnectClient.ts";
import { t } from "./i18n/texts.ts";
import { makeFirstDevice } from "./memory.ts";
import { tellUncalled } from "./notices.ts";

/** `impossible`: in this browser. `refused`: it was told to show no notifications of these pages. */
export const wake = signal<"impossible" | "off" | "on" | "refused">("impossible");

/** What the service calls by; undefined: it calls nobody. */
export const pushKey = signal<string | undefined>(undefined);

/** Whose session may call. */
const ownerKey = "nearfield.wake";
let subscription: PushSubscription | null = null;

/** Where this browser can be called; undefined: it is not to be. */
export function wakeAddress(): WakeAddress | undefined {
  if (wake.peek() !== "on" || !subscription) return undefined;
  const { endpoint, keys } = subscription.toJSON();
  const { p256dh, auth } = keys ?? {};
  return endpoint === undefined || p256dh === undefined || auth === undefined ? undefined : { endpoint, p256dh, auth };
}

/** How it was left. What another listener left on this browser is over. Only where it is on is there anything to wait for. */
export async function recallWake(account: string): Promise<void> {
  if (!isBuilt || !("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) return;
  const owner = ownerOf();
  wake.value = Notification.permission === "denied" ? "refused" : "off";
  if (owner === null) return;
  if (owner !== account) {
    void turnWakeOff();
    return;
  }
  subscription = await subscribed();
  if (subscription && wake.peek() === "off") wake.value = "on";
}

function ownerOf(): string | null {
  try {
    return localStorage.getItem(ownerKey);
  } catch {
    // Storage may be forbidden: then nothing was left.
    return null;
  }
}

async function subscribed(): Promise<PushSubscription | null> {
  try {
    const registration = await navigator.serviceWorker.getRegistration();
    return (await registration?.pushManager.getSubscription()) ?? null;
  } catch {
    return null;
  }
}

/** The service has another key than it had when the browser was told. Where the browser allowed it once, it needs no gesture. */
export const hasOtherKey = computed(() => wake.value === "on" && pushKey.value !== undefined && !isWakeFor(pushKey.value));

function isWakeFor(key: string): boolean {
  const bytes = subscription?.options.applicationServerKey;
  if (!bytes) return false;
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "") === key;
}

/** In a gesture, for the browser asks. The session is told. */
export async function changeWake(on: boolean, account: string, client: Pick<ConnectClient, "own" | "greet">): Promise<void> {
  const key = pushKey.peek();
  try {
    if (on && key !== undefined) {
      makeFirstDevice(client.own);
      await turnWakeOn(account, key);
    } else await turnWakeOff();
  } catch {
    wake.value = "off";
    tellUncalled();
  }
  client.greet();
}

/** @throws where the browser's push service does not answer */
async function turnWakeOn(account: string, key: string): Promise<void> {
  if ((await Notification.requestPermission()) !== "granted") {
    wake.value = Notification.permission === "denied" ? "refused" : "off";
    return;
  }
  const { pushManager } = await navigator.serviceWorker.ready;
  subscription = await pushManager.getSubscription();
  if (subscription && !isWakeFor(key)) {
    await subscription.unsubscribe();
    subscription = null;
  }
  subscription ??= await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  localStorage.setItem(ownerKey, account);
  wake.value = "on";
}

export async function turnWakeOff(): Promise<void> {
  if (ownerOf() === null) return;
  localStorage.removeItem(ownerKey);
  const left = await subscribed();
  await left?.unsubscribe().catch(() => undefined);
  subscription = null;
  if (wake.peek() === "on") wake.value = "off";
}

/** The service worker has no texts of its own: it is left what to say in the language of these pages. */
export function followWakeTexts(): void {
  effect(() => {
    if (wake.value !== "on") return;
    const texts = { title: t("wake.title"), named: t("wake.named", { name: "{name}" }), unnamed: t("wake.unnamed") };
    const told = JSON.stringify({ ...texts, lang: language.value, dir: directionOf(language.value) });
    void caches
      .open("wake")
      .then((cache) => cache.put("/wake-texts", new Response(told)))
      .catch(() => undefined);
  });
}

let isCalled = false;

/** This page was opened by whoever answered a call, or a call was answered while it is open. @param come the latter, as soon as it is so */
export function followCalls(come: () => void): void {
  const url = new URL(location.href);
  if (url.searchParams.has("wake")) {
    isCalled = true;
    url.searchParams.delete("wake");
    history.replaceState(history.state, "", url);
  }
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data }: MessageEvent<{ t?: string } | null>) => {
    if (data?.t !== "wake") return;
    isCalled = true;
    come();
  });
}

/** Whether whoever answered a call waits for the music to come to this page: true once. */
export function takeCall(): boolean {
  const was = isCalled;
  isCalled = false;
  return was;
}
