/** What was typed on one page on the way in, for the next: nobody types their address twice. Never a password. */
import { signal } from "@preact/signals";

export const typed = { email: signal(""), name: signal("") };

/** Keeps an address while it is typed. */
export function keepEmail(text: string): void {
  typed.email.value = text;
}
