/** Whether a password can be guessed, by zxcvbn (Wheeler, USENIX Security 2016): its dictionaries are loaded when the first one is chosen. */
import type { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { ClientError } from "../../contracts/errors.ts";
import { heavyTurns, type Turns } from "./turns.ts";

/** Of 0 to 4; 3 is "safely unguessable", 10^8 guesses and more. */
const enough = 3;
/** What comes after has no say: nobody guesses so much, and the estimate takes ever longer. */
const maxLength = 32;

let estimator: ZxcvbnFactory | undefined;

/**
 * @param own what is known of its holder: address, names
 * @param turn whose it is; default: the service's own work
 * @throws ClientError `unprocessable`, of the field `password`, with what to do better; `rate_limited` when too many wait
 */
export async function requireStrongPassword(password: string, own: string[], { take }: Pick<Turns, "take"> = heavyTurns): Promise<void> {
  const words = own.flatMap((text) => [text, ...text.split(/[@\s]+/), ...text.split(/[^\p{L}\p{N}]+/u)]).filter((word) => word.length > 2);
  const opened = await openEstimator();
  // What is made to be hard to estimate takes as long as a hash.
  const { score, feedback } = await take(() => opened.check(password, words));
  if (score >= enough) return;
  const advice = [feedback.warning, ...feedback.suggestions].filter((line) => typeof line === "string" && line !== "");
  const message = ["That password is too easy to guess.", ...advice].join(" ");
  throw new ClientError("unprocessable", { message, field: "password" });
}

async function openEstimator(): Promise<ZxcvbnFactory> {
  if (estimator) return estimator;
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
    import("@zxcvbn-ts/language-en"),
  ]);
  const dictionary = { ...common.dictionary, ...english.dictionary };
  estimator = new ZxcvbnFactory({ dictionary, graphs: common.adjacencyGraphs, translations: english.translations, maxLength });
  return estimator;
}
