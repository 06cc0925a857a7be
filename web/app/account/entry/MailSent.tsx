/** “Look into your mail”: what follows when a link was sent. Says the same whether or not the address is known. */
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { session } from "../../api/session.ts";
import { filled } from "../i18n/filled.tsx";
import { pattern } from "../i18n/texts.ts";
import { continuation, goOn } from "./continuation.ts";
import { EntryLayout } from "./EntryLayout.tsx";

/** Only a machine that serves itself keeps its mail for everybody to read. */
function hasOutbox(): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(location.hostname);
}

function Outbox() {
  return (
    <p class="notice-box">
      {filled(pattern("signup.sent.outbox"), {
        address: (
          <a class="inline-link" href="/dev/mail" target="_blank" rel="noreferrer">
            /dev/mail
          </a>
        ),
      })}
    </p>
  );
}

export function MailSent({ title, children }: { title: string; children: ComponentChildren }) {
  const listener = session.listener.value;
  useEffect(() => {
    // The link was opened in another tab: what this one was on the way to goes on here.
    if (listener && continuation() !== undefined) goOn();
  }, [listener]);
  return (
    <EntryLayout title={title}>
      <div class="mail-sent">{children}</div>
      {hasOutbox() && <Outbox />}
    </EntryLayout>
  );
}
