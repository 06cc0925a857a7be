import type { Failure } from "../../engine/types.ts";
import { session } from "../api/session.ts";
import { t } from "../i18n/language.ts";
import { Link } from "../router/Link.tsx";
import { route } from "../router/navigation.ts";
import { pathOf } from "../router/routes.ts";

/** Refusals that a plan has an answer to. */
const byPlan: ReadonlySet<string> = new Set(["plan", "product", "offline"]);

export function hasWayToHear(reason: Failure["reason"] | "product"): boolean {
  return byPlan.has(reason) || reason === "account_required";
}

/** What somebody can do who may not hear this: sign up, or look at the plans. */
export function WayToHear({ reason }: { reason: Failure["reason"] | "product" }) {
  const listener = session.listener.value;
  if (listener === undefined || !hasWayToHear(reason)) return null;
  if (listener !== null) {
    return (
      <Link class="text-button" to={{ page: "account", place: "plan" }}>
        {t("session.upgrade")}
      </Link>
    );
  }
  const next = byPlan.has(reason) ? "/account/plan" : pathOf(route.value);
  return (
    <Link class="text-button" to={{ page: "signup" }} query={{ continue: next }}>
      {t("session.invite")}
    </Link>
  );
}
