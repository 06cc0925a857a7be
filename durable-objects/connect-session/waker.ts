/**
 * Calls devices that sleep, by Web Push: a request to the push service that the device's browser chose (RFC 8030), encrypted for the
 * device (RFC 8291), and signed as this service's (RFC 8292).
 */
import { buildPushPayload } from "@block65/webcrypto-web-push";
import { connectVersion, type WakeAddress, type WakeCall } from "../../contracts/connect.ts";
import { connectLimits } from "../../domain/connect/limits.ts";
import { fromBase64Url, toBase64Url } from "../../frame/base64url.ts";
import { describeFault, writeLine } from "../../frame/request-log.ts";
import { hashOf } from "../../frame/secret.ts";

/** What the device is told. */
export type Asked = Pick<WakeCall, "from" | "uri">;

type WakerSettings = {
  /** A private ES256 key as JSON Web Key. */
  key: string;
  /** Names of push services, separated by spaces; `*.` stands for any name before it. */
  hosts: string;
  /** Where a push service finds whoever calls: an address of the service's own. */
  contact: string;
  /** How long a push service may take to answer, milliseconds. */
  patienceMs?: number;
};

/** A device that was called so recently is on its way, milliseconds. */
const restMs = 3000;
/** RFC 8030 section 5.4. */
const longestTopic = 32;

export class Waker {
  /** As browsers take it: an uncompressed point, in base64url. */
  readonly publicKey: string;
  readonly #privateKey: string;
  readonly #hosts: readonly string[];
  readonly #contact: string;
  readonly #patienceMs: number;
  readonly #calledAt = new Map<string, number>();

  /** @throws where the key is none */
  constructor({ key, hosts, contact, patienceMs = 8000 }: WakerSettings) {
    // Made by tools/deploy/make-secret.ts, never by a client.
    const { x, y, d } = JSON.parse(key) as { x: string; y: string; d: string };
    this.publicKey = toBase64Url(new Uint8Array([4, ...(fromBase64Url(x) ?? []), ...(fromBase64Url(y) ?? [])]));
    this.#privateKey = d;
    this.#hosts = hosts.split(" ").filter((host) => host !== "");
    this.#contact = contact;
    this.#patienceMs = patienceMs;
  }

  /** Whether a request may go there: devices say where they want to be called, and could name anything. */
  reaches({ endpoint }: WakeAddress): boolean {
    const { protocol, hostname, port, username, password } = new URL(endpoint);
    if (protocol !== "https:" || port !== "" || username !== "" || password !== "") return false;
    return this.#hosts.some((host) => (host.startsWith("*.") ? hostname.endsWith(host.slice(1)) : hostname === host));
  }

  /** @returns `gone` where the push service does not know the device (any more) */
  async call(device: string, address: WakeAddress, asked: Asked): Promise<"called" | "gone" | "failed"> {
    const began = Date.now();
    if (!this.reaches(address)) return "failed";
    if (began - (this.#calledAt.get(device) ?? 0) < restMs) return "called";
    this.#calledAt.set(device, began);
    const abort = new AbortController();
    const patience = setTimeout(() => abort.abort(), this.#patienceMs);
    try {
      const request = await this.#requestTo(device, address, asked);
      const response = await fetch(address.endpoint, { ...request, redirect: "manual", signal: abort.signal });
      await response.body?.cancel();
      const { status } = response;
      if (status === 404 || status === 410) return "gone";
      if (response.ok) return "called";
      log(began, `status ${status}`);
    } catch (error) {
      log(began, describeFault(error));
    } finally {
      // A timer that runs on would keep the object awake.
      clearTimeout(patience);
    }
    return "failed";
  }

  async #requestTo(device: string, { endpoint, p256dh, auth }: WakeAddress, { from, uri }: Asked): Promise<RequestInit> {
    const data = { v: connectVersion, t: "wake", from, uri } satisfies WakeCall;
    // Later calls take the place of those that wait for the same device.
    const topic = (await hashOf(device)).slice(0, longestTopic);
    return buildPushPayload(
      { data, options: { ttl: connectLimits.wakePatienceMs / 1000, urgency: "high", topic } },
      { endpoint, expirationTime: null, keys: { p256dh, auth } },
      { subject: this.#contact, publicKey: this.publicKey, privateKey: this.#privateKey },
    );
  }
}

function log(began: number, fault: string): void {
  const at = new Date().toISOString();
  writeLine({
    kind: "work",
    at,
    worker: "connect-session",
    task: "connect-call",
    outcome: "failed",
    count: 1,
    ms: Date.now() - began,
    fault,
  });
}
