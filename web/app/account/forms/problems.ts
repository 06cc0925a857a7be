/** Errors as a person is told them. */
import { AccountsError } from "../../api/accounts.ts";
import { RequestError } from "../../api/failure.ts";
import { language } from "../../i18n/language.ts";
import { t, type AccountMessageKey } from "../i18n/texts.ts";

type ErrorKey = Extract<AccountMessageKey, `error.code.${string}`>;

/** Codes that have words of their own; all others mean that something broke. */
const spoken: Partial<Record<string, ErrorKey>> = {
  invalid_request: "error.code.invalid_request",
  invalid_id: "error.code.invalid_request",
  invalid_credentials: "error.code.invalid_credentials",
  login_required: "error.code.login_required",
  fresh_login_required: "error.code.fresh_login_required",
  cross_site: "error.code.cross_site",
  forbidden: "error.code.forbidden",
  not_found: "error.code.not_found",
  conflict: "error.code.conflict",
  gone: "error.code.gone",
  payload_too_large: "error.code.payload_too_large",
  unprocessable: "error.code.unprocessable",
  overloaded: "error.code.overloaded",
  offline: "error.code.offline",
};

/** “30 seconds”, “5 minutes”, “2 hours”: rounded up, so that trying then succeeds. */
function waitOf(seconds: number): string {
  const [value, unit] = seconds < 90 ? [seconds, "second"] : seconds < 5400 ? [seconds / 60, "minute"] : [seconds / 3600, "hour"];
  return new Intl.NumberFormat(language.value, { style: "unit", unit, unitDisplay: "long" }).format(Math.ceil(value));
}

export function textOfError(error: AccountsError): string {
  if (error.code === "rate_limited") {
    return error.retryAfter === undefined ? t("error.rateLimited") : t("error.rateLimitedFor", { time: waitOf(error.retryAfter) });
  }
  if (error.code === "unprocessable" && error.field === "password") return t("error.weakPassword");
  if (error.code === "unprocessable" && error.field === "birth_date") return t("error.tooYoung");
  return t(spoken[error.code] ?? "error.code.internal");
}

export function textOfThrown(thrown: unknown): string {
  if (thrown instanceof AccountsError) return textOfError(thrown);
  const failure = thrown instanceof RequestError ? thrown.failure : "broken";
  return textOfError(new AccountsError(failure === "offline" ? "offline" : failure === "busy" ? "overloaded" : "internal"));
}

function labelOf(field: { labels: NodeListOf<HTMLLabelElement> | null }): string {
  return field.labels?.[0]?.textContent.trim() ?? "";
}

/** What a browser finds wrong with a field, in the language of the page rather than of the browser. */
export function textOfValidity(field: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement): string {
  const label = labelOf(field);
  const { validity } = field;
  if (validity.customError) return field.validationMessage;
  if (validity.valueMissing) return t("field.missing", { label });
  if (validity.typeMismatch && field.type === "email") return t("field.email");
  if (validity.tooShort && "minLength" in field) return t("field.tooShort", { label, count: field.minLength });
  return t("field.wrong", { label });
}
