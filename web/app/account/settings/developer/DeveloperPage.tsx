import { useState } from "preact/hooks";
import { accountsApi } from "../../../api/accounts.ts";
import { notify } from "../../../ui/notices.ts";
import { AccountLayout } from "../../AccountLayout.tsx";
import { Group } from "../blocks.tsx";
import { t } from "../i18n/texts.ts";
import { Remotely, useRemote } from "../remote.tsx";
import { AppCard } from "./AppCard.tsx";
import { AppForm, type AppInput } from "./AppForm.tsx";
import { HowTo } from "./HowTo.tsx";

function NewApp({ isFirst, onCreate }: { isFirst: boolean; onCreate: (input: AppInput) => Promise<void> }) {
  const [isOpen, setIsOpen] = useState(isFirst);
  const create = async (input: AppInput) => {
    await onCreate(input);
    setIsOpen(false);
  };
  if (!isOpen) {
    return (
      <p>
        <button type="button" class="button" onClick={() => setIsOpen(true)}>
          {t("developer.new")}
        </button>
      </p>
    );
  }
  return (
    <Group title={t("developer.new")}>
      <AppForm onSubmit={create} {...(!isFirst && { onCancel: () => setIsOpen(false) })} />
    </Group>
  );
}

function Developer() {
  const remote = useRemote(accountsApi.apps);
  /** By app. */
  const [secrets, setSecrets] = useState<Record<string, string | undefined>>({});
  const create = async (input: AppInput) => {
    const { id, name, client_secret } = await accountsApi.createApp(input);
    if (client_secret !== null) setSecrets({ ...secrets, [id]: client_secret });
    await remote.reload();
    notify(t("developer.created", { name }));
  };
  return (
    <>
      <p class="page-lead">{t("developer.lead")}</p>
      <Remotely remote={remote}>
        {({ apps }) => (
          <>
            {apps.map((app) => (
              <AppCard
                key={app.id}
                app={app}
                secret={secrets[app.id]}
                onSecret={(secret) => setSecrets({ ...secrets, [app.id]: secret })}
                onChanged={remote.reload}
              />
            ))}
            <NewApp isFirst={apps.length === 0} onCreate={create} />
          </>
        )}
      </Remotely>
      <HowTo />
    </>
  );
}

export function DeveloperPage() {
  return <AccountLayout place="developer">{(listener) => <Developer key={listener.id} />}</AccountLayout>;
}
