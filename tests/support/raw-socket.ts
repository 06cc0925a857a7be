/** A WebSocket as bytes: what no library would send (RFC 6455, section 5.2). */
import { randomBytes } from "node:crypto";
import { request } from "node:http";
import type { Socket } from "node:net";

export const opcodes = { text: 1, binary: 2, close: 8 } as const;

/** A frame as clients send it, masked. @param announced its length as it is said, where that is another one */
function frameOf(opcode: number, payload: Uint8Array, announced = payload.length): Buffer {
  const mask = randomBytes(4);
  const head = Buffer.alloc(10);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | 127;
  head.writeBigUInt64BE(BigInt(announced), 2);
  return Buffer.concat([head, mask, payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0))]);
}

export class RawSocket {
  readonly #socket: Socket;
  readonly #closed: Promise<number | undefined>;

  private constructor(socket: Socket, head: Buffer) {
    this.#socket = socket;
    let received = head;
    this.#closed = new Promise((resolve) => {
      socket.on("data", (data: Buffer) => {
        received = Buffer.concat([received, data]);
        const code = closeCodeIn(received);
        if (code === undefined) return;
        resolve(code);
        socket.destroy();
      });
      socket.on("close", () => resolve(undefined));
    });
    socket.on("error", () => undefined);
  }

  /** @throws with the status where there is no socket */
  static async open(url: string, headers: Record<string, string>): Promise<RawSocket> {
    const asked = request(url, {
      headers: {
        ...headers,
        connection: "Upgrade",
        upgrade: "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": randomBytes(16).toString("base64"),
      },
    });
    asked.end();
    return new Promise((resolve, reject) => {
      asked.on("upgrade", (_, socket: Socket, head) => resolve(new RawSocket(socket, head)));
      asked.on("response", ({ statusCode }) => reject(new Error(`answered with ${statusCode}`)));
      asked.on("error", reject);
    });
  }

  send(opcode: number, payload: Uint8Array, announced?: number): void {
    this.#socket.write(frameOf(opcode, payload, announced));
  }

  /** @returns the code of the frame that closes it; undefined where the connection just ends */
  closed(): Promise<number | undefined> {
    return this.#closed;
  }

  drop(): void {
    this.#socket.destroy();
  }
}

/** Of the first frame that closes the connection, as far as all frames before it are there. */
function closeCodeIn(received: Buffer): number | undefined {
  for (let at = 0; at + 4 <= received.length;) {
    const opcode = (received[at] ?? 0) & 15;
    const { head, length } = sizeOf(received, at);
    if (opcode === opcodes.close) return at + head + 2 <= received.length ? received.readUInt16BE(at + head) : undefined;
    at += head + length;
  }
  return undefined;
}

function sizeOf(received: Buffer, at: number): { head: number; length: number } {
  const short = (received[at + 1] ?? 0) & 127;
  if (short < 126) return { head: 2, length: short };
  if (short === 126) return { head: 4, length: received.readUInt16BE(at + 2) };
  return at + 10 <= received.length
    ? { head: 10, length: Number(received.readBigUInt64BE(at + 2)) }
    : { head: 10, length: received.length };
}
