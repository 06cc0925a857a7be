/**
 * Runs in the browser before the player's own script: presses its play button as soon as there is one, and tells how long after
 * the navigation's start the first audible sample was rendered. Where there is no player, a bare audio element is its own.
 */
import { beginSession, grantedRendition } from "./service-page.ts";
import { onAudioMade, Watcher } from "./watcher.ts";

const watcher = new Watcher();
const started = watcher.start();
const elements: HTMLAudioElement[] = [];
onAudioMade((element) => elements.push(element));

async function untilSound(): Promise<number> {
  await started;
  for (const element of elements) watcher.watch(element);
  onAudioMade((element) => watcher.watch(element));
  return (await watcher.nextSound()) - performance.timeOrigin;
}

function pressWhenThere(): void {
  const press = () => {
    const button = document.querySelector<HTMLButtonElement>("main .button.primary");
    if (!button) return;
    observer.disconnect();
    button.click();
  };
  const observer = new MutationObserver(press);
  observer.observe(document, { childList: true, subtree: true });
}

async function playBare(trackId: string): Promise<void> {
  const element = new Audio();
  await beginSession();
  element.src = (await grantedRendition(trackId)).url;
  await element.play();
}

const bareTrack = new URLSearchParams(location.search).get("bare");
if (bareTrack) playBare(bareTrack).catch(reportError);
else pressWhenThere();

const page = { sound: untilSound() };
export type DeepLinkPage = typeof page;
Object.assign(globalThis, { deepLink: page });
