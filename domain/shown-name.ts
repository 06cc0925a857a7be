/** Names that somebody chose and others read: on pages, in subjects of letters, beside words of the service's own. */
import { z } from "zod";

/** What breaks lines, hides or turns text around, and letters that are blank; joiners stay, which emoji and several scripts are written with. */
const unseen = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u115F\u1160\u2800\u3164\uFFA0]/u;
/** What leaves a mark by itself, as joiners and variation selectors do not. */
const seen = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** Whether every character can be seen, and is where it seems to be; text of which nothing is seen has to be empty. */
export function isPlain(text: string): boolean {
  return !unseen.test(text) && (text.trim() === "" || seen.test(text));
}

/** What somebody else calls a person, as a name here; may be empty. */
export function plainNameOf(text: string): string {
  const name = text
    .replaceAll(new RegExp(unseen, "gu"), " ")
    .trim()
    .slice(0, 64)
    .replace(/\p{Cs}$/u, "")
    .trim();
  return isPlain(name) ? name : "";
}

/** Of a person, an app or a passkey. */
export const shownNameSchema = z.string().trim().min(1).max(64).refine(isPlain, "a name has no control characters");
