/** How much is sent to whom, ahead of what they have seen. */
import { expect, test } from "vitest";
import { connectSocketLimits } from "../../contracts/connect.ts";
import { Connection } from "./connection.ts";
import { randomId, viewerOf } from "./support/sessions.ts";

const now = 1_800_000_000_000;
const { unseen, stalledCharacters, stalledMs } = connectSocketLimits;

function connect(): { connection: Connection; got: string[] } {
  const { 0: client, 1: server } = new WebSocketPair();
  const got: string[] = [];
  client.addEventListener("message", ({ data }) => void got.push(String(data)));
  client.accept();
  server.accept();
  return { connection: Connection.begin(server, viewerOf(randomId()), now), got };
}

const change = "x".repeat(100_000);

test("so much is sent ahead of what was seen, and then nothing but what has to arrive", async () => {
  const { connection, got } = connect();
  for (const revision of [1, 2, 3, 4, 5]) connection.tell(revision, `${revision} ${change}`, now);
  connection.post("an answer", now);
  await scheduler.wait(0);
  expect(got.map((text) => text.split(" ")[0])).toEqual(["1", "2", "3", "an"]);
  expect([connection.is.behindSince, connection.isFull]).toEqual([now, true]);
  expect([connection.see(2, now + 5), connection.is.behindSince]).toEqual([false, now + 5]);
  expect([connection.see(2, now + 9), connection.is.behindSince]).toEqual([false, now + 5]);
  expect([connection.see(3, now + 9), connection.is.behindSince]).toEqual([true, null]);
  expect(connection.see(3, now + 9)).toBe(false);
});

test("answers count with the last revision that was told, whatever was made meanwhile", () => {
  const { connection } = connect();
  connection.inform(7, change, now);
  for (let count = 0; count < 3; count++) connection.post(change, now);
  expect(connection.isFull).toBe(true);
  expect([connection.see(7, now), connection.isFull]).toEqual([true, false]);
});

test("whoever is behind is not known to have been told what came since", () => {
  const { connection } = connect();
  connection.tell(6, "a change", now);
  expect([connection.wasTold(6), connection.wasTold(7)]).toEqual([true, false]);
  connection.inform(7, "x".repeat(unseen + 1), now);
  connection.tell(8, "another", now);
  expect([connection.wasTold(6), connection.wasTold(8)]).toEqual([false, false]);
  connection.see(7, now);
  expect([connection.wasTold(7), connection.wasTold(8)]).toEqual([true, false]);
});

test("whoever shows no sign of reading is let go after a while, and whoever is too far behind at once", () => {
  const { connection } = connect();
  connection.inform(1, "x".repeat(unseen + 1), now);
  expect([connection.isStalled(now + stalledMs - 1), connection.isStalled(now + stalledMs)]).toEqual([false, true]);
  const { connection: other } = connect();
  other.inform(1, "x".repeat(unseen + 1), now);
  other.inform(2, "x".repeat(stalledCharacters - unseen), now);
  expect(other.isStalled(now)).toBe(true);
  other.see(1, now);
  expect(other.isStalled(now + stalledMs - 1)).toBe(false);
});

test("what a socket holds besides is small enough to outlive any sleep", () => {
  const { connection } = connect();
  connection.update({ device: "d".repeat(64), asked: true, behindSince: now, viewer: viewerOf(randomId(), { session: "s".repeat(200) }) });
  expect(JSON.stringify(connection.is).length).toBeLessThan(1024);
  expect(Connection.of(connection.socket).is).toEqual(connection.is);
});
