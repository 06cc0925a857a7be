/** Short messages to the visitor: seen in a corner for a moment, and read out by screen readers. */
import { signal } from "@preact/signals";
import { asRequestError } from "../api/failure.ts";
import { t } from "../i18n/language.ts";

export type Notice = { id: number; text: string };

const shownFor = 4500;
let lastId = 0;
let timer: number | undefined;

export const notice = signal<Notice | undefined>(undefined);
/** Read out, not shown: for what a sighted visitor sees anyway. */
export const announcement = signal("");

export function notify(text: string): void {
  clearTimeout(timer);
  notice.value = { id: ++lastId, text };
  timer = window.setTimeout(dismissNotice, shownFor);
}

export function dismissNotice(): void {
  notice.value = undefined;
}

export function announce(text: string): void {
  announcement.value = text;
}

export function failureText(thrown: unknown): string {
  const { failure } = asRequestError(thrown);
  return failure === "not_found" ? t("notFound.title") : t(`error.${failure}`);
}

export function notifyFailure(thrown: unknown): void {
  notify(failureText(thrown));
}
