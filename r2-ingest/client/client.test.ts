import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MemoryServer } from "../support/memory-server.ts";
import { IngestClient, ServerRefusal } from "./client.ts";
import { TemporaryError } from "./retry.ts";

let server: MemoryServer;
let url: string;
let pauses: number[];

beforeEach(async () => {
  server = new MemoryServer();
  url = await server.listen();
  pauses = [];
});
afterEach(() => server.close());

function client(key = server.key): IngestClient {
  const pause = async (milliseconds: number) => void pauses.push(milliseconds);
  return new IngestClient({ server: url, key, retries: { attempts: 4, firstPause: 100, pause } });
}

const data = Buffer.from("bytes of an image");
const sha256 = createHash("sha256").update(data).digest("hex");
const object = { key: "images/4uLU6hMCjMI75M1A2tKUQC/64.jpg", sha256, bytes: data.length, data };

test("an object is stored once, and known the second time", async () => {
  expect(await client().putObject(object)).toBe(true);
  expect(await client().putObject(object)).toBe(false);
  expect(server.objects.get(object.key)).toEqual(data);
});

test("a server that stumbles is asked again, with growing pauses", async () => {
  let failures = 3;
  server.interfere = () => (failures-- > 0 ? 503 : undefined);
  expect(await client().putObject(object)).toBe(true);
  expect(pauses).toEqual([100, 200, 400]);
});

test("a server that stays down is given up after so many attempts", async () => {
  server.interfere = () => 503;
  await expect(client().putObject(object)).rejects.toThrow(TemporaryError);
  expect(server.requests).toHaveLength(4);
});

test("a refusal is not tried again, and keeps its reason", async () => {
  const broken = client().putObject({ ...object, sha256: "0".repeat(64) });
  await expect(broken).rejects.toMatchObject({ status: 422, reason: "checksum_mismatch" });
  await expect(client("wrong").putObject(object)).rejects.toThrow(ServerRefusal);
  expect(server.requests).toHaveLength(2);
});

test("hashes are resolved in batches, each once", async () => {
  const hashes = Array.from({ length: 1100 }, (_, index) =>
    createHash("sha256")
      .update(String(index % 1050))
      .digest("hex"),
  );
  expect((await client().resolve(hashes)).size).toBe(1050);
  expect(server.requests).toHaveLength(3);
});

test("an aborted run stops retrying", async () => {
  const abort = new AbortController();
  server.interfere = () => {
    abort.abort(new Error("stopped"));
    return 503;
  };
  const aborting = new IngestClient({ server: url, key: server.key, signal: abort.signal });
  await expect(aborting.putObject(object)).rejects.toThrow("stopped");
  expect(server.requests).toHaveLength(1);
});
