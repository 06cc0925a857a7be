import { expect, test } from "vitest";
import { liveLimits } from "../../contracts/playlist.ts";
import { Connection } from "./connection.ts";

const now = 1_800_000_000_000;

function connect(): Connection {
  const { 0: client, 1: server } = new WebSocketPair();
  client.accept();
  server.accept();
  const viewer = { id: null, name: "", session: "session", scopes: [], expires_at: now };
  return Connection.begin(server, viewer, "reader");
}

test("twenty operations go through in a second, further ones are refused, and whoever goes on and on is a flood", () => {
  const connection = connect();
  const tried = (count: number, at: number) => Array.from({ length: count }, () => connection.allow(1, at));
  expect(tried(21, now)).toEqual([...Array.from({ length: 20 }, () => "allowed"), "refused"]);
  expect(tried(20, now + 1000)).toEqual([...Array.from({ length: 19 }, () => "allowed"), "refused"]);
  expect(tried(liveLimits.debt - 1, now + 1000)).not.toContain("flooded");
  expect(tried(1, now + 1000)).toEqual(["flooded"]);
});

test("so much is sent ahead of what was seen, and no more until it was", () => {
  const connection = connect();
  const change = "x".repeat(100_000);
  expect([1, 2, 3, 4].map((revision) => connection.sendChange(revision, change))).toEqual([true, true, true, false]);
  expect(connection.see(2)).toBe(false);
  expect(connection.see(3)).toBe(true);
  expect(connection.sendChange(5, "x".repeat(1_000_000))).toBe(true);
  connection.sendSnapshot(6, "everything");
  expect([connection.sendChange(7, change), connection.see(6), connection.see(7)]).toEqual([true, false, true]);
});

test("all of a playlist counts as what it is: nothing follows it, and it is not sent again, until it was seen", () => {
  const connection = connect();
  connection.sendSnapshot(6, "x".repeat(300_000));
  expect([connection.mayStartOver, connection.sendChange(7, "small")]).toEqual([false, false]);
  expect([connection.see(6), connection.mayStartOver, connection.sendChange(7, "small")]).toEqual([true, true, true]);
  connection.sendMissed(8, "x".repeat(300_000));
  expect([connection.mayStartOver, connection.see(8), connection.mayStartOver]).toEqual([false, true, true]);
});

test("a slow reader is let go when nothing was heard of it for ten seconds", () => {
  const connection = connect();
  expect([connection.isStalled(now), connection.isStalled(now + 9999)]).toEqual([false, false]);
  connection.see(1);
  expect([connection.isStalled(now + 10_000), connection.isStalled(now + 19_999), connection.isStalled(now + 20_000)]).toEqual([
    false,
    false,
    true,
  ]);
});
