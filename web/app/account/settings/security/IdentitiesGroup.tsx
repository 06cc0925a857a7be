import type { IdentityList } from "../../../../../contracts/accounts/credentials.ts";
import { accountsApi } from "../../../api/accounts.ts";
import { language } from "../../../i18n/language.ts";
import { query } from "../../../router/navigation.ts";
import { notify } from "../../../ui/notices.ts";
import { isIdentityFailure } from "../../entry/identityFailure.ts";
import { BusyButton } from "../../forms/SubmitButton.tsx";
import { t as account } from "../../i18n/texts.ts";
import { ConfirmedButton, Group, Row, Rows } from "../blocks.tsx";
import { t } from "../i18n/texts.ts";
import { formatDay } from "../logic/dates.ts";
import { useDeparture } from "../../forms/useWork.ts";
import { Remotely, useRemote } from "../remote.tsx";
import { freshly } from "../freshly.ts";
import { tellLastWay } from "./PasskeysGroup.tsx";
import { Problem } from "../../forms/Problem.tsx";

type Provider = { id: string; name: string };
type Identity = IdentityList["identities"][number];

async function load() {
  const [{ providers }, { identities }] = await Promise.all([accountsApi.identityProviders(), accountsApi.identities()]);
  return { providers, identities };
}

function IdentityRow({ identity, onUnlinked }: { identity: Identity; onUnlinked: () => Promise<void> }) {
  const { name, email } = identity;
  const date = formatDay(identity.created_at, language.value);
  const unlink = async () => {
    await accountsApi.unlinkIdentity(identity.provider);
    await onUnlinked();
    notify(t("security.identity.unlinked", { name }));
  };
  return (
    <Row
      title={<bdi>{name}</bdi>}
      acts={
        <ConfirmedButton
          act={t("security.identity.unlink")}
          label={t("security.identity.unlinkOf", { name })}
          title={t("security.identity.unlinkTitle", { name })}
          text={t("security.identity.unlinkText", { name })}
          tell={tellLastWay}
          onConfirm={unlink}
        />
      }
    >
      <p class="quiet">{email === null ? t("security.identity.sinceDate", { date }) : t("security.identity.since", { email, date })}</p>
    </Row>
  );
}

/** Leads to the provider; what is linked there comes back to this very login. */
function LinkButton({ id, name }: Provider) {
  const { busy, problem, leave } = useDeparture(() => freshly(() => accountsApi.beginLink(id)));
  return (
    <>
      <Problem text={problem} />
      <BusyButton busy={busy} kind="plain" onClick={leave}>
        {t("security.identity.link", { name })}
      </BusyButton>
    </>
  );
}

/** Where the way to a provider and back ended, if it ended badly. */
function Failure({ providers }: { providers: readonly Provider[] }) {
  const error = query.value.get("error");
  if (!isIdentityFailure(error)) return null;
  const name = providers.find(({ id }) => id === query.value.get("provider"))?.name ?? account("provider.unnamed");
  return <Problem text={account(`provider.${error}`, { name })} />;
}

export function IdentitiesGroup() {
  const remote = useRemote(load);
  return (
    <Remotely remote={remote}>
      {({ providers, identities }) => {
        const linkable = providers.filter(({ id }) => !identities.some(({ provider }) => provider === id));
        if (providers.length === 0 && identities.length === 0) return null;
        return (
          <Group title={t("security.identities")}>
            <Failure providers={providers} />
            {identities.length === 0 ? (
              <p>{t("security.identities.none")}</p>
            ) : (
              <Rows>
                {identities.map((identity) => (
                  <IdentityRow key={identity.provider} identity={identity} onUnlinked={remote.reload} />
                ))}
              </Rows>
            )}
            {linkable.length > 0 && (
              <p class="button-line">
                {linkable.map(({ id, name }) => (
                  <LinkButton key={id} id={id} name={name} />
                ))}
              </p>
            )}
          </Group>
        );
      }}
    </Remotely>
  );
}
