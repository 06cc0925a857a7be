/**
 * Opens the player without a network: documents from the network first, hashed files from the cache first, all else untouched. And
 * listens for calls while no page is open.
 */
import { servicePaths } from "./servicePaths.ts";
import { answerCall, showCall } from "./wake.ts";

declare const self: ServiceWorkerGlobalScope;

/** The build writes the list of files in place of this text. */
const shell = JSON.parse("__SHELL__") as { version: string; files: string[] };
const cacheName = `shell-${shell.version}`;
const documentTimeout = 4000;

async function keep(cache: Cache, file: string): Promise<void> {
  const response = await fetch(file);
  // A server that answers every unknown path with the page would put the page in a script's place.
  const isPage = response.headers.get("content-type")?.startsWith("text/html") ?? false;
  if (!response.ok || isPage !== (file === "/")) throw new Error(`${file} is not what this version is made of`);
  await cache.put(file, response);
}

async function install(): Promise<void> {
  const cache = await caches.open(cacheName);
  await Promise.all(shell.files.map((file) => keep(cache, file)));
}

/** Runs when no page of an older version is open any more: nothing asks for its files again. */
async function removeOlder(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith("shell-") && name !== cacheName).map((name) => caches.delete(name)));
}

async function documentAnswer(request: Request): Promise<Response> {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(documentTimeout) });
  } catch {
    return (await caches.match("/")) ?? Response.error();
  }
}

async function fileAnswer(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(removeOlder()));
self.addEventListener("push", (event) => event.waitUntil(showCall(self, event.data)));
self.addEventListener("notificationclick", (event) => event.waitUntil(answerCall(self, event.notification)));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin || servicePaths.test(url.pathname)) return;
  if (event.request.mode === "navigate") event.respondWith(documentAnswer(event.request));
  else if (shell.files.includes(url.pathname)) event.respondWith(fileAnswer(event.request));
});
