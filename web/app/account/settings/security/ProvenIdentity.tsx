/** Asks whoever came from a provider, and then logged in to the account of the same address, whether to link the two. */
import { useEffect, useState } from "preact/hooks";
import type { ProvenIdentityView } from "../../../../../contracts/accounts/credentials.ts";
import type { Listener } from "../../../../../contracts/accounts/session.ts";
import { accountsApi } from "../../../api/accounts.ts";
import { notify } from "../../../ui/notices.ts";
import { continuation, goOn } from "../../entry/continuation.ts";
import { useWork } from "../../forms/useWork.ts";
import { BusyButton } from "../../forms/SubmitButton.tsx";
import { Group } from "../blocks.tsx";
import { t } from "../i18n/texts.ts";
import { freshly } from "../freshly.ts";
import { Problem } from "../../forms/Problem.tsx";

type Identity = NonNullable<ProvenIdentityView["identity"]>;

export function ProvenIdentity({ listener, onLinked }: { listener: Listener; onLinked: () => void }) {
  const [identity, setIdentity] = useState<Identity | null>(null);
  const { busy, problem, run } = useWork();
  useEffect(() => {
    const ask = async () => setIdentity((await accountsApi.provenIdentity()).identity);
    // Nothing is lost: it can be linked below at any time.
    ask().catch(() => undefined);
  }, []);
  if (!identity) return null;
  const { name, email } = identity;

  const decide = (work: () => Promise<void>, said?: string) =>
    run(async () => {
      await work();
      if (said !== undefined) notify(said);
      setIdentity(null);
      onLinked();
      const path = continuation();
      if (path !== undefined) goOn(path);
      return undefined;
    });
  return (
    <Group
      title={t("security.identity.proven", { name })}
      hint={t("security.identity.provenText", { name, email, account: listener.email })}
    >
      <Problem text={problem} />
      <div class="button-line">
        <BusyButton
          busy={busy}
          onClick={() => decide(() => freshly(accountsApi.linkProvenIdentity), t("security.identity.linked", { name }))}
        >
          {t("security.identity.provenLink")}
        </BusyButton>
        <BusyButton busy={busy} kind="plain" onClick={() => decide(accountsApi.forgetProvenIdentity)}>
          {t("security.identity.provenNot")}
        </BusyButton>
      </div>
    </Group>
  );
}
