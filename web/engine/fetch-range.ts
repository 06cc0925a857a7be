/** One range request whose body is handed on as it streams in. */

export type RangeOutcome =
  | { kind: "complete" }
  /** The door refused the grant (401, 403). */
  | { kind: "refused" }
  /** No other attempt will end otherwise (404, 410, 416). */
  | { kind: "gone"; status: number }
  /** The network failed, stalled, or the service asked to come back later. */
  | { kind: "failed" };

export type RangeRequest = {
  url: string;
  from: number;
  /** Exclusive. */
  until: number;
  signal: AbortSignal;
  onBytes: (offset: number, bytes: Uint8Array<ArrayBuffer>) => void;
  /** Bytes and the milliseconds they took, the first chunk left out. */
  onTransfer: (bytes: number, milliseconds: number) => void;
};

/** Without a byte for so long, a connection counts as dead. */
const stallMilliseconds = 10_000;

/** `bytes=a-b` keeps the request free of a CORS preflight (Fetch, section 2.2.2: a simple range header value). */
export async function fetchRange(request: RangeRequest): Promise<RangeOutcome> {
  const stall = new AbortController();
  let timer = setTimeout(() => stall.abort(), stallMilliseconds);
  const alive = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stall.abort(), stallMilliseconds);
  };
  try {
    const response = await fetch(request.url, {
      cache: "no-store",
      headers: { range: `bytes=${request.from}-${request.until - 1}` },
      signal: AbortSignal.any([request.signal, stall.signal]),
    }).catch(() => undefined);
    alive();
    return response ? await readBody(request, response, alive) : { kind: "failed" };
  } finally {
    clearTimeout(timer);
  }
}

async function readBody(request: RangeRequest, response: Response, alive: () => void): Promise<RangeOutcome> {
  const { status } = response;
  if (status !== 206 && status !== 200) {
    await response.body?.cancel().catch(() => {});
    if (status === 401 || status === 403) return { kind: "refused" };
    return status === 404 || status === 410 || status === 416 ? { kind: "gone", status } : { kind: "failed" };
  }
  const reader = response.body?.getReader();
  if (!reader) return { kind: "failed" };
  // A 200 is the whole file from its beginning (RFC 9110, section 14.2 lets a server ignore the range).
  let offset = status === 200 ? 0 : request.from;
  let before: number | undefined;
  for (;;) {
    const part = await reader.read().catch(() => undefined);
    if (!part) return { kind: "failed" };
    const { done, value } = part;
    if (done) return { kind: offset >= request.until ? "complete" : "failed" };
    alive();
    const now = performance.now();
    if (before !== undefined) request.onTransfer(value.length, now - before);
    before = now;
    request.onBytes(offset, value);
    offset += value.length;
  }
}
