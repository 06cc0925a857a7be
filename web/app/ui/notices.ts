/** Short messages to the visitor: seen in a corner for a moment, and read out by screen readers. */
import { signal } from "@preact/signals";
import { asRequestError } from "../api/failure.ts";
import { t } from "../i18n/language.ts";

/** What can be done about a notice: take back what it tells of, mostly. */
export type NoticeAction = { label: string; run: () => void };
export type Notice = { id: number; text: string; action?: NoticeAction };

const shownFor = 4500;
/** Long enough to read it, to decide, and to get there by keyboard. */
const actionShownFor = 10_000;
let lastId = 0;
let timer: number | undefined;

export const notice = signal<Notice | undefined>(undefined);
/** Read out, not shown: for what a sighted visitor sees anyway. */
export const announcement = signal("");

export function notify(text: string, action?: NoticeAction): void {
  clearTimeout(timer);
  notice.value = { id: ++lastId, text, ...(action && { action }) };
  timer = window.setTimeout(dismissNotice, action ? actionShownFor : shownFor);
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
