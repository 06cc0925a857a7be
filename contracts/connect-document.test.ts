/** docs/connect.md is what makers of devices go by: its examples are messages, and it leaves nothing out. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { clockRound } from "../domain/connect/clock.ts";
import { restartAfter } from "../domain/connect/command.ts";
import { activePatienceMs } from "../domain/connect/devices.ts";
import { furthestBendMs, toleratedOffsetMs } from "../domain/connect/follow.ts";
import { commitLeadMs } from "../domain/connect/hub.ts";
import { connectLimits, jamLimits } from "../domain/connect/limits.ts";
import { toleratedDriftMs, toleratedFailures, toleratedInTransferMs } from "../domain/connect/report.ts";
import { commandSchema, connectRefusalSchema, reportSchema } from "../domain/connect/schema.ts";
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

/** Whether it stands there by itself, and not in another word or a larger number; lines may break anywhere. */
function has(text: string, phrase: string): boolean {
  const words = phrase.split(" ").map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&"));
  return new RegExp(`(?<![\\w,.])${words.join("\\s+")}(?![\\w]|[,.]\\d)`).test(text);
}

test("a word that is part of another is not taken for it", () => {
  expect(has("| `pause`, `resume` |", "pause")).toBe(true);
  expect(["pau", "ause"].map((word) => has("| `pause`, `resume` |", word))).toEqual([false, false]);
  expect(["1,000 at most", "000 at most", "11,000 at most", "1,00"].map((phrase) => has("of 1,000 at\n  most", phrase))).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test("every command, refusal, close code and status of a report is on it", () => {
  const rows = page.split("\n").filter((line) => line.startsWith("|"));
  const codes = Object.entries(connectCloseCodes).flat().map(String);
  const words = [
    ...commandSchema.options.map(({ shape }) => shape.type.value),
    ...connectRefusalSchema.options,
    ...codes,
    ...reportSchema.shape.status.options,
  ];
  expect(words.filter((word) => !rows.some((row) => has(row, word)))).toEqual([]);
});

const english = new Map([
  [3, "three"],
  [5, "five"],
  [10, "ten"],
  [20, "twenty"],
  [100, "hundred"],
]);
const inWords = (number: number): string => english.get(number) ?? String(number);
const seconds = (milliseconds: number): string => inWords(milliseconds / 1000);

test("its numbers are those that hold", () => {
  const socket = connectSocketLimits;
  const session = connectLimits;
  const large = (number: number): string => number.toLocaleString("en");
  const phrases = [
    `${large(socket.messageBytes)} bytes at most`,
    `More than ${large(socket.unseen)} characters unseen`,
    `at ${large(socket.stalledCharacters)} characters, or after ${seconds(socket.stalledMs)} seconds without`,
    `${socket.messagesPerSecond} messages a second, ${socket.burst} at once`,
    `a ${inWords(socket.refusals)} too many`,
    `${socket.sockets} connections a listener, ${socket.socketsOfApp} of them of one app and ${socket.socketsOfApps} of all apps`,
    `room for ${session.devices} devices, ${session.devicesOfApp} of one app and ${session.devicesOfApps} of all apps`,
    `room for ${inWords(jamLimits.devicesOfPerson)} devices`,
    `nothing was sent for ${socket.silenceMs / 3000} seconds`,
    `not heard of for ${socket.silenceMs / 1000} seconds is let go`,
    `not heard of for ${socket.silenceMs / 1000} seconds | come back`,
    `within ${socket.ticketMs / 1000} seconds`,
    `"expires_in": ${socket.ticketMs / 1000}`,
    `"limits": {"message_bytes": ${socket.messageBytes}, "messages_per_second": ${socket.messagesPerSecond}, "silence_ms": ${socket.silenceMs}, "seen_every": ${socket.seenEvery}}`,
    `up to ${session.windowBefore} entries`,
    `up to ${session.windowAfter} to come`,
    `holds ${large(session.contextTracks)} tracks, the listener's queue ${session.queued}`,
    `\`uris\`, ${session.added} at most`,
    `the last ${session.deviceListedMs / 86_400_000} days, ${session.devices} at most`,
    `within ${session.commandRememberedMs / 3_600_000} hours`,
    `After ${seconds(session.transferPatienceMs)} seconds without \`transfer.ready\``,
    `After ${session.wakePatienceMs / 1000} seconds, or when somebody moves`,
    `later than ${seconds(restartAfter)} seconds into`,
    `away for ${activePatienceMs / 1000} seconds loses`,
    `commit lies ${commitLeadMs} ms ahead`,
    `more than ${toleratedDriftMs} ms off`,
    `by more than ${toleratedDriftMs} ms: not`,
    `(${toleratedInTransferMs} ms count now)`,
    `after ${inWords(toleratedFailures)} in a row`,
    `${inWords(clockRound.samples)} times after \`welcome\`, each ${clockRound.everyMs} ms after`,
    `more than ${clockRound.sureMs} ms, it goes on, up to ${inWords(clockRound.atMost)} times`,
    `every ${inWords(clockRound.againMs / 60_000)} minutes, and in a jam every ${clockRound.againInJamMs / 1000} seconds`,
    `may lie ${jamLimits.startLeadMs} ms ahead`,
    `${toleratedOffsetMs} ms are left as they are, up to ${furthestBendMs} ms are made good`,
    `when ${jamLimits.people} are in`,
  ];
  expect(phrases.filter((phrase) => !has(page, phrase))).toEqual([]);
  // In words that no number is made into.
  expect([socket.renewalLeadMs, jamLimits.hostPatienceMs].map((milliseconds) => milliseconds / 60_000)).toEqual([1, 15]);
  expect([has(page, "a minute before the token expires"), has(page, "a quarter of an hour")]).toEqual([true, true]);
});
