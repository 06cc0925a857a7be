/** What a page keeps of itself over a reload: which device it is, and what it was playing. */

const leftKey = "nearfield.left";
const deviceKey = "nearfield.device";
const devicesKey = "nearfield.devices";
/** Longer ago nobody expects the music to go on by itself, milliseconds. */
const goesOnWithin = 30_000;
/** A page that is left gives up its name a moment later than the next one asks for it. */
const reloadMs = 600;

export type Left = { uid: string; seconds: number };

/** The page is left while it plays. */
export function noteLeft(left: Left): void {
  put(sessionStorage, leftKey, { ...left, at: Date.now() });
}

export function takeLeft(): Left | undefined {
  const left = get(sessionStorage, leftKey) as (Left & { at: number }) | null;
  remove(leftKey);
  return left && Date.now() - left.at < goesOnWithin ? left : undefined;
}

/**
 * An id that no other open page of this browser has: the one that it had before a reload, else one that is free, else a new one. So
 * a listener's devices are as many as they ever had pages open at a time.
 */
export async function takeDeviceId(): Promise<string> {
  const before = get(sessionStorage, deviceKey);
  const known = (get(localStorage, devicesKey) as string[] | null) ?? [];
  const own = typeof before === "string" ? before : undefined;
  if (own !== undefined && (await hold(own, isReload() ? reloadMs : 0))) return own;
  for (const id of known) if (id !== own && (await hold(id, 0))) return keep(id, known);
  const id = crypto.randomUUID().replaceAll("-", "");
  await hold(id, 0);
  return keep(id, [...known, id]);
}

/** Of all pages of this browser one is called for all of them: the one that is opened next. */
export function isFirstDevice(id: string): boolean {
  return ((get(localStorage, devicesKey) as string[] | null) ?? [])[0] === id;
}

export function makeFirstDevice(id: string): void {
  const known = (get(localStorage, devicesKey) as string[] | null) ?? [];
  put(localStorage, devicesKey, [id, ...known.filter((other) => other !== id)]);
}

/** Another page is that device by now. */
export function forgetDeviceId(): void {
  remove(deviceKey);
}

function keep(id: string, known: readonly string[]): string {
  put(sessionStorage, deviceKey, id);
  put(localStorage, devicesKey, known.slice(-20));
  return id;
}

function isReload(): boolean {
  const [navigation] = performance.getEntriesByType("navigation");
  return navigation instanceof PerformanceNavigationTiming && navigation.type !== "navigate";
}

/** Holds a name for as long as the page is open. @returns false when another page has it */
function hold(id: string, patience: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  // Without locks (an old browser, or no secure context) the service says when two pages are one device.
  if (!("locks" in navigator)) return Promise.resolve(true);
  const options = patience > 0 ? { signal: AbortSignal.timeout(patience) } : { ifAvailable: true };
  const holding = navigator.locks.request(`nearfield.device.${id}`, options, (lock) => {
    resolve(lock !== null);
    return lock ? new Promise(() => undefined) : undefined;
  });
  holding.catch(() => resolve(false));
  return promise;
}

function get(storage: Storage, key: string): unknown {
  try {
    return JSON.parse(storage.getItem(key) ?? "null");
  } catch {
    // Storage may be forbidden, or hold what an older version wrote.
    return null;
  }
}

function put(storage: Storage, key: string, value: unknown): void {
  try {
    storage.setItem(key, JSON.stringify(value));
  } catch {
    // It is then known for as long as the page is open.
  }
}

function remove(key: string): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}
