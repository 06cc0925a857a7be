/** The code that a device shows: eight letters, typed in whatever case and with whatever between them. */

/** @returns `XXXX-XXXX`, or undefined for what is no such code */
export function readUserCode(text: string): string | undefined {
  const letters = text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, "");
  return /^[A-Z]{8}$/.test(letters) ? `${letters.slice(0, 4)}-${letters.slice(4)}` : undefined;
}
