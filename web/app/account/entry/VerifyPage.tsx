/** Where the link in a message leads that confirms an address: of a new account, or a new one of an account. */
import { useEffect, useState } from "preact/hooks";
import { accountsApi, AccountsError } from "../../api/accounts.ts";
import { session } from "../../api/session.ts";
import { Link } from "../../router/Link.tsx";
import { query, redirect } from "../../router/navigation.ts";
import { notify } from "../../ui/notices.ts";
import { PasswordField } from "../forms/fields.tsx";
import { Form } from "../forms/Form.tsx";
import { BusyButton, SubmitButton } from "../forms/SubmitButton.tsx";
import { t } from "../i18n/texts.ts";
import { useListener } from "../useListener.ts";
import { arrive } from "./arrive.ts";
import { goOn, loginAddress } from "./continuation.ts";
import { EntryLayout } from "./EntryLayout.tsx";
import { LinkProblem } from "./LinkProblem.tsx";

async function confirmNewAddress(ticket: string): Promise<void> {
  await accountsApi.confirmEmailChange(ticket);
  // The address is part of what is known of the listener.
  await session.ensure({ renew: true }).catch(() => undefined);
  notify(t("verify.emailDone"));
  goOn("/account");
}

/** Only the account that wants another address confirms it, whoever is logged in here: the login leads back. */
function askForLogin(thrown: unknown): void {
  if (!(thrown instanceof AccountsError && thrown.code === "login_required")) throw thrown;
  redirect(loginAddress({ again: "1" }));
}

async function confirm(): Promise<void> {
  const newAddress = query.peek().get("email_change");
  if (newAddress !== null) return confirmNewAddress(newAddress).catch(askForLogin);
  await confirmRegistration();
}

async function confirmRegistration(password?: string): Promise<void> {
  const ticket = query.peek().get("ticket") ?? "";
  arrive(await accountsApi.confirmRegistration({ ticket, ...(password !== undefined && { password }) }), "verify.done", "/");
}

const wantsPassword = (error: unknown): boolean => error instanceof AccountsError && error.code === "invalid_credentials";

/** In another browser than the one in which somebody registered: whoever chose the password knows it. */
function PasswordQuestion({ onFailed }: { onFailed: (error: unknown) => void }) {
  const confirm = async ({ password = "" }: Record<string, string>) => {
    try {
      await confirmRegistration(password);
    } catch (thrown) {
      // The link itself is at fault: no other password would help.
      if (!(thrown instanceof AccountsError && (thrown.code === "gone" || thrown.code === "conflict"))) throw thrown;
      onFailed(thrown);
    }
  };
  return (
    <EntryLayout title={t("verify.passwordTitle")} lead={<p>{t("verify.passwordLead")}</p>}>
      <Form
        onSubmit={confirm}
        label={t("verify.passwordTitle")}
        tell={(error) => (wantsPassword(error) ? t("verify.passwordWrong") : undefined)}
      >
        <PasswordField name="password" label={t("login.password")} autocomplete="current-password" maxLength={256} />
        <SubmitButton>{t("verify.passwordSubmit")}</SubmitButton>
      </Form>
    </EntryLayout>
  );
}

/** Asks whoever is logged in: another account takes the place of theirs. */
function Question({ name, go }: { name: string; go: () => void }) {
  return (
    <EntryLayout title={t("verify.title")} lead={<p>{t("verify.other", { name })}</p>}>
      <div class="form-actions">
        <Link class="button" to={{ page: "home" }}>
          {t("form.cancel")}
        </Link>
        <BusyButton busy={false} onClick={go}>
          {t("login.goOn")}
        </BusyButton>
      </div>
    </EntryLayout>
  );
}

export function VerifyPage() {
  const [error, setError] = useState<unknown>();
  const [begun, setBegun] = useState(false);
  const who = useListener();
  const listener = who.kind === "known" ? who.listener : undefined;
  const asks = Boolean(listener) && !query.value.has("email_change");
  const go = () => {
    setError(undefined);
    setBegun(true);
    confirm().catch(setError);
  };
  useEffect(() => {
    if (listener !== undefined && !begun && !asks) go();
  }, [listener]);
  if (who.kind === "failed") return <LinkProblem error={who.error} goneText="" retry={who.retry} />;
  if (wantsPassword(error)) return <PasswordQuestion onFailed={setError} />;
  if (error !== undefined) {
    return (
      <LinkProblem error={error} goneText={t("verify.goneText")} retry={go}>
        <Link class="button primary" to={{ page: "login" }}>
          {t("login.submit")}
        </Link>
        <Link class="button" to={{ page: "signup" }}>
          {t("login.signup")}
        </Link>
      </LinkProblem>
    );
  }
  if (listener && asks && !begun) return <Question name={listener.display_name} go={go} />;
  return (
    <EntryLayout title={t("verify.title")} lead={<p>{t("verify.wait")}</p>}>
      {null}
    </EntryLayout>
  );
}
