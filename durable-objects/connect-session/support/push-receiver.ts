/** A browser's end of Web Push, written from RFC 8291 and RFC 8188: makes a subscription, and opens what was sent to it. */
import type { WakeAddress } from "../../../contracts/connect.ts";
import { fromBase64Url, toBase64Url } from "../../../frame/base64url.ts";
import { randomId } from "./sessions.ts";

type Bytes = Uint8Array<ArrayBuffer>;

export type Receiver = { privateKey: CryptoKey; publicKey: Bytes; auth: Bytes };

const curve = { name: "ECDH", namedCurve: "P-256" };
const encode = (text: string): Bytes => new Uint8Array(new TextEncoder().encode(text));
const join = (...parts: Bytes[]): Bytes => new Uint8Array(parts.flatMap((part) => [...part]));

export function bytesOf(text: string): Bytes {
  const bytes = fromBase64Url(text);
  if (!bytes) throw new Error("that is not base64url");
  return bytes;
}

export async function createReceiver(): Promise<Receiver> {
  const { privateKey, publicKey } = (await crypto.subtle.generateKey(curve, true, ["deriveBits"])) as CryptoKeyPair;
  const point = new Uint8Array((await crypto.subtle.exportKey("raw", publicKey)) as ArrayBuffer);
  return { privateKey, publicKey: point, auth: crypto.getRandomValues(new Uint8Array(16)) };
}

/** @param secret `d` of the key, base64url */
export async function receiverOf(secret: string, publicKey: Bytes, auth: Bytes): Promise<Receiver> {
  const [x, y] = [publicKey.slice(1, 33), publicKey.slice(33)].map(toBase64Url);
  const key = { kty: "EC", crv: "P-256", d: secret, x, y } as JsonWebKey;
  return { privateKey: await crypto.subtle.importKey("jwk", key, curve, false, ["deriveBits"]), publicKey, auth };
}

/** @param answer what the push service answers: a status, or what the stand-in says */
export function addressOf({ publicKey, auth }: Receiver, answer: number | "silence" | "held", host = "fcm.googleapis.com"): WakeAddress {
  return { endpoint: `https://${host}/${answer}/${randomId()}`, p256dh: toBase64Url(publicKey), auth: toBase64Url(auth) };
}

async function derive(secret: Bytes, salt: Bytes, info: Bytes, length: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, length * 8));
}

/** @throws where it was not meant for this receiver */
export async function open({ privateKey, publicKey, auth }: Receiver, body: Bytes): Promise<string> {
  // RFC 8188 section 2.1: salt, record size, and the key's id, which is the sender's public key here.
  const [salt, size, keyLength] = [body.slice(0, 16), new DataView(body.buffer).getUint32(16), body[20] ?? 0];
  const [sender, record] = [body.slice(21, 21 + keyLength), body.slice(21 + keyLength)];
  if (keyLength !== 65 || record.length > size || body.length > 4096) throw new Error("that is not one record");
  const senderKey = await crypto.subtle.importKey("raw", sender, curve, false, []);
  // Named as in the standard; the platform's types have another name for it.
  const agreement = { name: "ECDH", public: senderKey };
  const shared = new Uint8Array(await crypto.subtle.deriveBits(agreement, privateKey, 256));
  // RFC 8291 section 3.4.
  const secret = await derive(shared, auth, join(encode("WebPush: info\0"), publicKey, sender), 32);
  const contentKey = await derive(secret, salt, encode("Content-Encoding: aes128gcm\0"), 16);
  const nonce = await derive(secret, salt, encode("Content-Encoding: nonce\0"), 12);
  const key = await crypto.subtle.importKey("raw", contentKey, "AES-GCM", false, ["decrypt"]);
  const padded = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce }, key, record));
  const end = padded.lastIndexOf(2);
  if (end < 0 || padded.slice(end + 1).some((byte) => byte !== 0)) throw new Error("that is not the last record");
  return new TextDecoder().decode(padded.slice(0, end));
}
