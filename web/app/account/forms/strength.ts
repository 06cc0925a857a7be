/**
 * zxcvbn: how many guesses a password would stand, by what people choose. Large, and therefore loaded when a new password is typed,
 * with the lists that every language needs. The service decides with more of them: what is “good” here may still be refused there.
 */
import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";

/** What comes after has no say, as in the service's own estimate (workers/accounts/password-strength.ts). */
const maxLength = 32;

const zxcvbn = new ZxcvbnFactory({
  dictionary,
  graphs: adjacencyGraphs,
  maxLength,
});

/** @param personal what belongs to the person: address, name */
export function estimateStrength(password: string, personal: readonly string[]): 0 | 1 | 2 | 3 | 4 {
  const words = personal.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]).filter((word) => word.length > 2);
  return zxcvbn.check(password, words).score;
}
