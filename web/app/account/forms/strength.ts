/** zxcvbn: how many guesses a password would stand, by what people choose. Large; loaded when a new password is typed. */
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import * as common from "@zxcvbn-ts/language-common";
import * as english from "@zxcvbn-ts/language-en";

const zxcvbn = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary },
  graphs: common.adjacencyGraphs,
  translations: english.translations,
});

/** Longer ones are strong by their length, and would only take long to look at. */
const lookedAt = 64;

export function estimateStrength(password: string, personal: readonly string[]): 0 | 1 | 2 | 3 | 4 {
  return zxcvbn.check(password.slice(0, lookedAt), [...personal]).score;
}
