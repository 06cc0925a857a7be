/**
 * A guest's session, in memory alone: in a frame of another site's page cookies are not for us, and whoever reads that page is nobody's
 * business.
 */
type Token = { value: string; goodUntil: number };

/** Milliseconds before its end at which a token is replaced. */
const margin = 60_000;

export class NotThere extends Error {}

let token: Token | undefined;
let pending: Promise<void> | undefined;

async function ask(): Promise<void> {
  const askedAt = performance.now();
  const response = await fetch("/v1/guest", { method: "POST", credentials: "omit" });
  if (!response.ok) throw new Error(`no session: ${response.status}`);
  const body = (await response.json()) as { access_token: string; expires_in: number };
  token = { value: body.access_token, goodUntil: askedAt + body.expires_in * 1000 - margin };
}

export async function ensureSession({ renew }: { renew: boolean }): Promise<void> {
  if (!renew && token && performance.now() < token.goodUntil) return;
  pending ??= ask().finally(() => {
    pending = undefined;
  });
  await pending;
}

export function authorization(): Record<string, string> {
  return { authorization: `Bearer ${token?.value ?? ""}` };
}

/** @throws NotThere for what does not exist, or not for everybody */
export async function getJson<Body>(path: string): Promise<Body> {
  for (const renew of [false, true]) {
    await ensureSession({ renew });
    const response = await fetch(path, { headers: { accept: "application/json", ...authorization() }, credentials: "omit" });
    if (response.ok) return (await response.json()) as Body;
    if (response.status === 404 || response.status === 400) throw new NotThere();
    if (response.status !== 401) throw new Error(`${response.status}`);
  }
  throw new Error("401");
}
