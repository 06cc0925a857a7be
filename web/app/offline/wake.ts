/** Calls that this browser gets while no page of it may be open, shown as a notification; a press on it opens the player, or brings it forward. */
import type { WakeCall } from "../../../contracts/connect.ts";

type Texts = { title: string; named: string; unnamed: string; lang: string; dir: "ltr" | "rtl" };

/** Until a page has said it in the language of the listener. */
const plainTexts: Texts = {
  title: "Play here?",
  named: "{name} wants to continue on this browser.",
  unnamed: "Your music wants to continue on this browser.",
  lang: "en",
  dir: "ltr",
};

async function textsOf(): Promise<Texts> {
  const kept = await caches.match("/wake-texts", { cacheName: "wake" });
  // Written by the pages (web/app/connect/wake.ts).
  return kept ? ((await kept.json()) as Texts) : plainTexts;
}

export async function showCall(scope: ServiceWorkerGlobalScope, data: PushMessageData | null): Promise<void> {
  // Encrypted for this browser by the service, which is the only one that has its keys. Something has to be shown for each message.
  const call = data?.json() as Partial<WakeCall> | undefined;
  const { title, named, unnamed, lang, dir } = await textsOf().catch(() => plainTexts);
  const body = call?.from ? named.replace("{name}", () => call.from ?? "") : unnamed;
  await scope.registration.showNotification(title, { body, lang, dir, tag: "wake", icon: "/icon-192.png" });
}

export async function answerCall({ clients }: ServiceWorkerGlobalScope, notification: Notification): Promise<void> {
  notification.close();
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find(({ url }) => !new URL(url).pathname.startsWith("/embed/"));
  if (!page) {
    await clients.openWindow("/?wake");
    return;
  }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- clients of a service worker are of its own origin.
  page.postMessage({ t: "wake" });
  await page.focus().catch(() => undefined);
}
