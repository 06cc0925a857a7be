import { describe, expect, test, vi } from "vitest";
import { createMemory } from "./memory.ts";

const options = { freshFor: 1000, staleFor: 2500, held: 3 };

function open() {
  const memory = createMemory<string>(options);
  const load = vi.fn<() => Promise<string | undefined>>();
  return { load, read: (now: number, key = "a") => memory.read(key, now, load) };
}

describe("what is remembered", () => {
  test("is asked for once a second, however many thousands read it", async () => {
    const { load, read } = open();
    load.mockImplementation(async () => `version ${load.mock.calls.length}`);
    for (let now = 0; now < 10_000; now++) await read(now);
    expect(load).toHaveBeenCalledTimes(10);
    expect(await read(10_000)).toBe("version 11");
  });

  test("is asked for again by one, while the others are answered with what there is", async () => {
    const { load, read } = open();
    load.mockResolvedValueOnce("old");
    await read(0);
    const answer = Promise.withResolvers<string>();
    load.mockReturnValueOnce(answer.promise);
    const first = read(1000);
    expect(await Promise.all([read(1001), read(1500)])).toEqual(["old", "old"]);
    answer.resolve("new");
    expect([await first, await read(1600)]).toEqual(["new", "new"]);
    expect(load).toHaveBeenCalledTimes(2);
  });

  test("is asked for by another when the one who asked is not heard of", async () => {
    const { load, read } = open();
    load.mockResolvedValueOnce("old");
    await read(0);
    load.mockReturnValueOnce(new Promise(() => {}));
    void read(1000);
    load.mockResolvedValueOnce("new");
    expect([await read(1999), await read(2000), await read(2001)]).toEqual(["old", "new", "new"]);
  });

  test("is never shown when it is older than it may be", async () => {
    const { load, read } = open();
    load.mockResolvedValueOnce("old");
    await read(0);
    load.mockReturnValueOnce(new Promise(() => {}));
    void read(2000);
    load.mockResolvedValueOnce(undefined);
    expect(await read(2500)).toBeUndefined();
  });

  test("is forgotten at once when there is none any more", async () => {
    const { load, read } = open();
    load.mockResolvedValueOnce("old").mockResolvedValueOnce(undefined).mockResolvedValueOnce("back");
    expect([await read(0), await read(1000), await read(1001)]).toEqual(["old", undefined, "back"]);
  });

  test("is not replaced by an answer that was asked for earlier", async () => {
    const { load, read } = open();
    const slow = Promise.withResolvers<string>();
    load.mockReturnValueOnce(slow.promise).mockResolvedValueOnce("newer");
    const first = read(0);
    await read(10);
    slow.resolve("older");
    expect([await first, await read(20)]).toEqual(["older", "newer"]);
  });

  test("stays for a while when asking again fails", async () => {
    const { load, read } = open();
    load.mockResolvedValueOnce("old").mockRejectedValue(new Error("overloaded"));
    await read(0);
    expect(await read(1000)).toBe("old");
    await expect(read(2500)).rejects.toThrow("overloaded");
  });

  test("takes no more room than it has", async () => {
    const { load, read } = open();
    load.mockResolvedValue("value");
    for (const key of ["a", "b", "c", "d"]) await read(0, key);
    await read(1, "d");
    expect(load).toHaveBeenCalledTimes(4);
    await read(1, "a");
    expect(load).toHaveBeenCalledTimes(5);
  });

  test("counts for as much as it holds", async () => {
    const memory = createMemory<string>({ ...options, held: 10, sizeOf: (value) => value.length });
    const load = vi.fn<(value: string) => Promise<string>>(async (value) => value);
    const read = (key: string, value: string) => memory.read(key, 0, () => load(value));
    for (const key of ["a", "b"]) await read(key, "12345");
    await read("a", "");
    expect(load).toHaveBeenCalledTimes(2);
    await read("c", "123456");
    for (const key of ["a", "b"]) await read(key, "");
    expect(load).toHaveBeenCalledTimes(5);
    await read("d", "more than all of it");
    for (const key of ["c", "d"]) await read(key, "");
    expect(load).toHaveBeenCalledTimes(8);
    for (let index = 0; index < 20; index++) await read(`empty ${index}`, "");
    await read("empty 0", "");
    expect(load).toHaveBeenCalledTimes(29);
  });
});
