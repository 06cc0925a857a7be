/** Why something was not done, as a person is told it. */
import type { ErrorCode } from "../../../contracts/errors.ts";
import { playlistLimits } from "../../../domain/playlist/limits.ts";
import type { OperationType } from "../../../domain/playlist/schema.ts";
import { RequestError } from "../api/failure.ts";
import { failureText, notify } from "../ui/notices.ts";
import { t, type PlaylistMessageKey } from "./i18n/texts.ts";

type ReasonKey = Extract<PlaylistMessageKey, `refused.${string}`>;

/** Codes that have words of their own, for some operations other ones. */
const reasons: Partial<Record<ErrorCode | `${ErrorCode} ${OperationType}`, Exclude<ReasonKey, "refused.full" | "refused.takenBack">>> = {
  forbidden: "refused.mayNotEdit",
  "forbidden describe": "refused.notYours",
  not_found: "refused.gone",
  "not_found undo": "refused.nothingToUndo",
  "not_found restore": "refused.versionGone",
  conflict: "refused.conflict",
  "conflict undo": "refused.changedSince",
  gone: "refused.versionGone",
};

/** The reason in words, of what was refused here or by the service. */
export function reasonOf(code: ErrorCode, type?: OperationType): string {
  if (code === "unprocessable") return t("refused.full", { count: playlistLimits.items });
  return t((type && reasons[`${code} ${type}`]) ?? reasons[code] ?? "refused.other");
}

export function tellRefusal({ operation, code }: { operation: { type: OperationType }; code: ErrorCode }): void {
  notify(t("refused.takenBack", { reason: reasonOf(code, operation.type) }));
}

/** Of a request rather than of an operation. */
export function textOfThrown(thrown: unknown): string {
  const code = thrown instanceof RequestError ? thrown.code : undefined;
  if (code === undefined || (thrown instanceof RequestError && thrown.failure !== "refused")) return failureText(thrown);
  return reasonOf(code);
}
