/** Names that somebody chose and others read: on pages, in subjects of letters, beside words of the service's own. */
import { z } from "zod";

/** What breaks lines, hides or turns text around; joiners stay, which emoji and several scripts are written with. */
const unseen = /(?![\u200C\u200D])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Whether every character can be seen, and is where it seems to be. */
export function isPlain(text: string): boolean {
  return !unseen.test(text);
}

/** What somebody else calls a person, as a name here; may be empty. */
export function plainNameOf(text: string): string {
  return text
    .replaceAll(new RegExp(unseen, "gu"), " ")
    .trim()
    .slice(0, 64)
    .replace(/\p{Cs}$/u, "")
    .trim();
}

/** Of a person, an app or a passkey. */
export const shownNameSchema = z.string().trim().min(1).max(64).refine(isPlain, "a name has no control characters");
