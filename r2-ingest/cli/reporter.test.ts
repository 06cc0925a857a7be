import { expect, test } from "vitest";
import { clock, Reporter, timeLeft } from "./reporter.ts";

function reporter(isTTY: boolean) {
  const written: string[] = [];
  const time = { now: 0 };
  const output = { isTTY, columns: 100, write: (text: string) => written.push(text) };
  return { written, time, reporter: new Reporter(output, () => time.now) };
}

test("without a terminal there are plain lines, not too many", () => {
  const { written, time, reporter: told } = reporter(false);
  for (let second = 0; second <= 25; second++) {
    time.now = second * 1000;
    told.hear({ kind: "encoding", done: second, total: 50 });
  }
  told.hear({
    kind: "published",
    albumId: "id",
    title: "Album",
    outcome: "created",
    tracks: 2,
    absent: [{ disc: 1, number: 3, title: "Gone" }],
  });
  expect(written).toEqual([
    "encoding 0:10 of 0:50 of music, 0:40 left\n",
    "encoding 0:20 of 0:50 of music, 0:30 left\n",
    "created   Album · 2 tracks · id\n",
    "absent    1-3 Gone: still in the catalogue, not in this delivery\n",
  ]);
});

test("on a terminal a bar gives way to what is said", () => {
  const { written, time, reporter: told } = reporter(true);
  told.hear({ kind: "encoding", done: 0, total: 10 });
  time.now = 1000;
  told.hear({ kind: "encoding", done: 5, total: 10 });
  told.hear({ kind: "refused", path: "/elsewhere/a.mp3", reason: "empty" });
  expect(written).toEqual([
    "encoding [████████████············] 50 % 0:05 of 0:10 of music, 0:01 left",
    "\r\u001B[2K",
    "refused   /elsewhere/a.mp3: empty\n",
  ]);
});

test("times read as people write them", () => {
  expect([0, 5, 65, 3605, -3].map(clock)).toEqual(["0:00", "0:05", "1:05", "1:00:05", "0:00"]);
  expect(timeLeft(0, 10, 5)).toBeUndefined();
  expect(timeLeft(5, 10, 20)).toBe(20);
});
