/** An authenticator in software, for tests of ceremonies: it says what a real one would, and lies where it is told to. */
import { z } from "zod";
import { toBase64Url } from "../../../frame/base64url.ts";

const present = 0x01;
const verified = 0x04;
const withCredential = 0x40;

const creationOptionsSchema = z.object({ challenge: z.string(), rp: z.object({ id: z.string() }), user: z.object({ id: z.string() }) });
const requestOptionsSchema = z.object({ challenge: z.string(), rpId: z.string() });

export type Lies = { origin?: string; type?: string; rpId?: string; challenge?: string; flags?: number };

export type Authenticator = {
  id: string;
  /** How often it says it was used; a copy of it starts from here. */
  signCount: number;
  userHandle: string;
  /** RegistrationResponseJSON. */
  create(options: unknown, lies?: Lies): Promise<object>;
  /** AuthenticationResponseJSON. */
  get(options: unknown, lies?: Lies): Promise<object>;
};

/** @param site origin of the page that it is used on */
export async function makeAuthenticator(site: string): Promise<Authenticator> {
  const keys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  if (!("privateKey" in keys)) throw new Error("no key pair");
  const point = new Uint8Array(await exportRaw(keys.publicKey));
  const id = crypto.getRandomValues(new Uint8Array(16));
  const answer = { id: toBase64Url(id), rawId: toBase64Url(id), type: "public-key", clientExtensionResults: {} };
  const clientData = (type: string, challenge: string, lies: Lies) =>
    utf8(
      JSON.stringify({ type: lies.type ?? type, challenge: lies.challenge ?? challenge, origin: lies.origin ?? site, crossOrigin: false }),
    );
  const authenticator: Authenticator = {
    id: toBase64Url(id),
    signCount: 0,
    userHandle: "",
    async create(options, lies = {}) {
      const { challenge, rp, user } = creationOptionsSchema.parse(options);
      this.userHandle = user.id;
      const credential = join(new Uint8Array(16), [0, id.length], id, coseKey(point));
      const flags = lies.flags ?? present | verified;
      const data = join(await authenticatorData(lies.rpId ?? rp.id, flags | withCredential, this.signCount), credential);
      // CBOR: {"fmt": "none", "attStmt": {}, "authData": bytes}
      const attestation = join([0xa3, 0x63], utf8("fmt"), [0x64], utf8("none"), [0x67], utf8("attStmt"), [0xa0], [0x68], utf8("authData"));
      const response = {
        clientDataJSON: toBase64Url(clientData("webauthn.create", challenge, lies)),
        attestationObject: toBase64Url(join(attestation, [0x58, data.length], data)),
        transports: ["internal"],
      };
      return { ...answer, response };
    },
    async get(options, lies = {}) {
      const { challenge, rpId } = requestOptionsSchema.parse(options);
      this.signCount += 1;
      const data = await authenticatorData(lies.rpId ?? rpId, lies.flags ?? present | verified, this.signCount);
      const client = clientData("webauthn.get", challenge, lies);
      const signed = join(data, new Uint8Array(await crypto.subtle.digest("SHA-256", client)));
      const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, keys.privateKey, signed);
      const response = {
        clientDataJSON: toBase64Url(client),
        authenticatorData: toBase64Url(data),
        signature: toBase64Url(derSignature(new Uint8Array(signature))),
        userHandle: this.userHandle,
      };
      return { ...answer, response };
    },
  };
  return authenticator;
}

async function exportRaw(key: CryptoKey): Promise<ArrayBuffer> {
  const exported = await crypto.subtle.exportKey("raw", key);
  if (!(exported instanceof ArrayBuffer)) throw new Error("not bytes");
  return exported;
}

/** WebAuthn, section 6.1. */
async function authenticatorData(rpId: string, flags: number, signCount: number): Promise<Uint8Array<ArrayBuffer>> {
  const counter = new DataView(new ArrayBuffer(4));
  counter.setUint32(0, signCount);
  return join(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(rpId))), [flags], new Uint8Array(counter.buffer));
}

/** An ES256 key as COSE (RFC 9053, section 7.1.1). @param point uncompressed: 0x04, x, y */
function coseKey(point: Uint8Array): Uint8Array<ArrayBuffer> {
  const header = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01];
  return join(header, [0x21, 0x58, 32], point.subarray(1, 33), [0x22, 0x58, 32], point.subarray(33));
}

/** @param raw r and s, 32 bytes each @returns them as ASN.1 DER, as authenticators sign */
function derSignature(raw: Uint8Array): Uint8Array<ArrayBuffer> {
  const integer = (bytes: Uint8Array) => {
    const start = bytes.findIndex((byte) => byte !== 0);
    const digits = bytes.subarray(start);
    const padded = (digits[0] ?? 0) & 0x80 ? join([0], digits) : join(digits);
    return join([0x02, padded.length], padded);
  };
  const body = join(integer(raw.subarray(0, 32)), integer(raw.subarray(32)));
  return join([0x30, body.length], body);
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(new TextEncoder().encode(text));
}

function join(...parts: (Uint8Array | number[])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
