import { expect, test } from "vitest";
import { readUserCode } from "./userCode.ts";

test.each(["BCDF-GHJK", "bcdf-ghjk", "BCDFGHJK", " bcdf ghjk ", "b c d f – g h j k", "BCDF_GHJK"])("“%s” is read", (text) => {
  expect(readUserCode(text)).toBe("BCDF-GHJK");
});

test.each(["", "BCDF-GHJ", "BCDF-GHJKL", "BCDF-GHJ1", "БCDF-GHJK"])("“%s” is no code", (text) => {
  expect(readUserCode(text)).toBeUndefined();
});
