/** How messages leave the house. */
import { isLoopback, type OriginBindings } from "../../../frame/origin.ts";

/** `id` stays the same however often it is tried. */
export type OutgoingMail = { id: string; from: string; to: string; subject: string; text: string; html: string };

export type MailPort = {
  /** Whether messages stay, to be read here. */
  keeps: boolean;
  /** @throws Error when it did not leave, or nobody knows whether it did */
  send(message: OutgoingMail): Promise<void>;
};

export type MailBindings = OriginBindings & {
  MAIL: string;
  /** `Name <address>`: the name is the one that letters are signed with. */
  MAIL_FROM: string;
  /** Address of a provider's API that takes what Resend's does (https://resend.com/docs/api-reference/emails/send-email). */
  MAIL_URL?: string;
  /** The provider's key, a secret. */
  MAIL_KEY?: string;
  /** Cloudflare's e-mail sending (https://developers.cloudflare.com/email-service/api/send-emails/workers-api/). */
  MAIL_OUT?: SendEmail;
};

/** Longer than a provider thinks, shorter than the pause before the next attempt; milliseconds. */
const patience = 15_000;

/** Where the configuration names no way out, nothing leaves, and the log says so. */
export function openMailPort(env: MailBindings): MailPort {
  if (isOutboxOpen(env)) return { keeps: true, send: () => Promise.resolve() };
  if (env.MAIL === "cloudflare" && env.MAIL_OUT) return sendByCloudflare(env.MAIL_OUT);
  if (env.MAIL === "http" && env.MAIL_URL && env.MAIL_KEY) return sendByHttp(env.MAIL_URL, env.MAIL_KEY);
  const missing = new Error("MAIL names no way for messages to leave: see workers/accounts/wrangler.toml");
  return { keeps: false, send: () => Promise.reject(missing) };
}

/** Messages can be read by whoever opens the page: only where that is this very machine. */
export function isOutboxOpen(env: MailBindings): boolean {
  return env.MAIL === "outbox" && isLoopback(env.ORIGIN);
}

function sendByCloudflare(binding: SendEmail): MailPort {
  return {
    keeps: false,
    async send({ from, to, subject, text, html }) {
      const { name, address } = parseSender(from);
      await binding.send({ from: name === "" ? address : { name, email: address }, to, subject, text, html });
    },
  };
}

function sendByHttp(url: string, key: string): MailPort {
  return {
    keeps: false,
    async send({ id, from, to, subject, text, html }) {
      const response = await fetch(url, {
        method: "POST",
        // The key makes a message that is tried again the same message.
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json", "idempotency-key": id },
        body: JSON.stringify({ from, to: [to], subject, text, html }),
        signal: AbortSignal.timeout(patience),
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the mail provider answered ${response.status}`);
    },
  };
}

/** Reads `Name <address>`, or an address alone. */
export function parseSender(from: string): { name: string; address: string } {
  const [, name = "", address = from] = /^\s*"?(.*?)"?\s*<([^>]+)>\s*$/.exec(from) ?? [];
  return { name, address: address.trim() };
}
