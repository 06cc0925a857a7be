/** What follows every way in. */
import type { SessionResponse } from "../../../../contracts/accounts/session.ts";
import { session } from "../../api/session.ts";
import { notify } from "../../ui/notices.ts";
import { t, type AccountMessageKey } from "../i18n/texts.ts";
import { goOn } from "./continuation.ts";

type Welcome = Extract<AccountMessageKey, "login.welcome" | "verify.done" | "reset.done">;

/** @param to default: where the login was asked for */
export function arrive(response: SessionResponse, welcome: Welcome, to?: string): void {
  session.adopt(response);
  notify(welcome === "reset.done" ? t(welcome) : t(welcome, { name: response.listener?.display_name ?? "" }));
  goOn(to);
}
