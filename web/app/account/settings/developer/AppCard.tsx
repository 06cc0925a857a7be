import { useState } from "preact/hooks";
import type { App } from "../../../../../contracts/accounts/apps.ts";
import { accountsApi } from "../../../api/accounts.ts";
import { language } from "../../../i18n/language.ts";
import { notify } from "../../../ui/notices.ts";
import { t as account } from "../../i18n/texts.ts";
import { ConfirmedButton } from "../blocks.tsx";
import { CopyField } from "../CopyField.tsx";
import { t } from "../i18n/texts.ts";
import { formatDay } from "../logic/dates.ts";
import { AppForm, type AppInput } from "./AppForm.tsx";
import { SecretPanel } from "./SecretPanel.tsx";

type AppCardProps = {
  app: App;
  /** Known just after it was made. */
  secret: string | undefined;
  onSecret: (secret: string | undefined) => void;
  onChanged: () => Promise<void>;
};

function Facts({ app }: { app: App }) {
  return (
    <>
      {app.description !== "" && (
        <p>
          <bdi>{app.description}</bdi>
        </p>
      )}
      <p class="quiet">
        {t(app.confidential ? "developer.kind.confidential" : "developer.kind.public")}
        {app.device && ` · ${t("developer.device")}`}
        {` · ${t("developer.createdOn", { date: formatDay(app.created_at, language.value) })}`}
      </p>
      <CopyField label={t("developer.clientId")} text={app.id} />
      {app.redirect_uris.length > 0 && (
        <>
          <h3>{t("developer.redirects")}</h3>
          <ul class="redirect-list" dir="ltr">
            {app.redirect_uris.map((uri) => (
              <li key={uri}>
                <code>{uri}</code>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

function Acts({ app, onEdit, onSecret, onChanged }: Omit<AppCardProps, "secret"> & { onEdit: () => void }) {
  const { name } = app;
  const renew = async () => onSecret((await accountsApi.renewAppSecret(app.id)).client_secret ?? undefined);
  const remove = async () => {
    await accountsApi.deleteApp(app.id);
    await onChanged();
    notify(t("developer.deleted", { name }));
  };
  return (
    <p class="button-line">
      <button type="button" class="button" aria-label={t("developer.editOf", { name })} onClick={onEdit}>
        {t("developer.edit")}
      </button>
      {app.confidential && (
        <ConfirmedButton
          act={t("developer.secret.new")}
          label={t("developer.secret.newOf", { name })}
          title={t("developer.secret.newTitle", { name })}
          text={t("developer.secret.newText")}
          onConfirm={renew}
        />
      )}
      <ConfirmedButton
        act={t("developer.delete")}
        label={t("developer.deleteOf", { name })}
        title={t("developer.deleteTitle", { name })}
        text={t("developer.deleteText")}
        onConfirm={remove}
      />
    </p>
  );
}

export function AppCard(props: AppCardProps) {
  const { app, secret, onSecret, onChanged } = props;
  const [isEdited, setIsEdited] = useState(false);
  const save = async ({ name, description, website, redirect_uris, device }: AppInput) => {
    await accountsApi.changeApp(app.id, { name, description, website, redirect_uris, device });
    await onChanged();
    setIsEdited(false);
    notify(account("form.saved"));
  };
  return (
    <section class="app-card">
      <header class="app-head">
        <h2 tabIndex={-1}>
          <bdi>{app.name}</bdi>
        </h2>
      </header>
      {secret !== undefined && <SecretPanel secret={secret} onKept={() => onSecret(undefined)} />}
      {isEdited ? (
        <AppForm app={app} onSubmit={save} onCancel={() => setIsEdited(false)} />
      ) : (
        <>
          <Facts app={app} />
          <Acts {...props} onEdit={() => setIsEdited(true)} />
        </>
      )}
    </section>
  );
}
