/** zxcvbn: how many guesses a password would stand, by what people choose. Large; loaded when a new password is typed. */
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import * as common from "@zxcvbn-ts/language-common";
import * as english from "@zxcvbn-ts/language-en";

/** What comes after has no say, as in the service's own estimate (workers/accounts/password-strength.ts). */
const maxLength = 32;

const zxcvbn = new ZxcvbnFactory({
  dictionary: { ...common.dictionary, ...english.dictionary },
  graphs: common.adjacencyGraphs,
  translations: english.translations,
  maxLength,
});

/** @param personal what belongs to the person: address, name */
export function estimateStrength(password: string, personal: readonly string[]): 0 | 1 | 2 | 3 | 4 {
  const words = personal.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]).filter((word) => word.length > 2);
  return zxcvbn.check(password, words).score;
}
