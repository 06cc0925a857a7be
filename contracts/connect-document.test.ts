/** docs/connect.md is what makers of devices go by: its examples are messages, and it leaves nothing out. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { commandTypes, connectLimits, connectRefusalSchema, reportSchema } from "../domain/connect/schema.ts";
import { connectCloseCodes, connectSocketLimits, deviceMessageSchema, serverMessageSchema } from "./connect.ts";

const page = readFileSync(new URL("../docs/connect.md", import.meta.url), "utf8");
const [, fromDevice = "", fromSession = ""] = page.split(/^### From the (?:device|session)$|^## What a session is$/m);
const examplesIn = (text: string): unknown[] =>
  Array.from(text.matchAll(/^```json\n([\s\S]*?)^```$/gm), ([, json = ""]) => JSON.parse(json) as unknown);

test("its examples are messages as they are taken, one of each kind", () => {
  const said = [...examplesIn(fromDevice), ...examplesIn(page.slice(page.indexOf("## Commands")))].map((message) =>
    deviceMessageSchema.parse(message),
  );
  const told = examplesIn(fromSession).map((message) => serverMessageSchema.parse(message));
  expect(said.length + told.length).toBe(examplesIn(page).length);
  expect(new Set(said.map(({ t }) => t))).toEqual(new Set(deviceMessageSchema.options.map((option) => option.shape.t.value)));
  expect(new Set(told.map(({ t }) => t))).toEqual(new Set(serverMessageSchema.options.map((option) => option.shape.t.value)));
});

test("every command, refusal, close code and status of a report is on it", () => {
  const rows = page.split("\n").filter((line) => line.startsWith("|"));
  const isTold = (word: string | number): boolean => rows.some((row) => row.includes(String(word)));
  const codes = Object.entries(connectCloseCodes).flat();
  const words = [...commandTypes, ...connectRefusalSchema.options, ...codes, ...reportSchema.shape.status.options];
  expect(words.filter((word) => !isTold(word))).toEqual([]);
});

test("its numbers are those that hold", () => {
  const { messageBytes, messagesPerSecond, burst, sockets, unseen, stalledCharacters, silenceMs, ticketMs } = connectSocketLimits;
  const { contextTracks, queued, added, windowBefore, windowAfter, devices, transferPatienceMs } = connectLimits;
  const large = [messageBytes, unseen, stalledCharacters, contextTracks].map((number) => number.toLocaleString("en"));
  const phrases = [
    `${messagesPerSecond} messages a second, ${burst} at once`,
    `${sockets} connections a listener`,
    `not heard of for ${silenceMs / 1000} seconds`,
    `within ${ticketMs / 1000}\n   seconds`,
    `up to ${windowBefore} entries`,
    `up to ${windowAfter} to come`,
    `listener's queue ${queued}`,
    `${added} at most`,
    `${devices} at most`,
  ];
  expect([...large, ...phrases].filter((text) => !page.includes(text))).toEqual([]);
  expect(transferPatienceMs).toBe(5000);
});
