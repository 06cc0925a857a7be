/** An account as admins see it: its roles, and what happened to it. */
import { useState } from "preact/hooks";
import type { Listener } from "../../../../../contracts/accounts/session.ts";
import type { Role } from "../../../../../domain/access.ts";
import { accountsApi, type AccountsError } from "../../../api/accounts.ts";
import { language } from "../../../i18n/language.ts";
import { notify } from "../../../ui/notices.ts";
import { ConfirmDialog } from "../../forms/ConfirmDialog.tsx";
import { Form } from "../../forms/Form.tsx";
import { SubmitButton } from "../../forms/SubmitButton.tsx";
import { t as account } from "../../i18n/texts.ts";
import { Group } from "../blocks.tsx";
import { ScrolledTable } from "../ScrolledTable.tsx";
import { t } from "../i18n/texts.ts";
import { formatDay, formatMoment } from "../logic/dates.ts";
import { Remotely, useRemote } from "../remote.tsx";
import { freshly } from "../freshly.ts";

export type FoundAccount = Awaited<ReturnType<typeof accountsApi.findAccounts>>["accounts"][number];

/** Everybody is a listener. */
const given = ["artist", "label", "moderator", "admin"] as const satisfies readonly Role[];

function tell(error: AccountsError): string | undefined {
  return error.code === "conflict" ? t("admin.roles.lastAdmin") : undefined;
}

function RoleBoxes({ roles, onToggle }: { roles: readonly Role[]; onToggle: (role: Role, has: boolean) => void }) {
  return (
    <fieldset class="choices">
      <legend class="visually-hidden">{t("admin.roles")}</legend>
      <div class="choice-list">
        {given.map((role) => (
          <label key={role} class="choice">
            <input type="checkbox" checked={roles.includes(role)} onChange={(event) => onToggle(role, event.currentTarget.checked)} />
            <span class="choice-label">{t(`role.${role}`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function RolesForm({ found, onSaved }: { found: FoundAccount; onSaved: () => Promise<void> }) {
  const [roles, setRoles] = useState<readonly Role[]>(found.roles);
  const [kept, setKept] = useState<readonly Role[]>(found.roles);
  const [asks, setAsks] = useState(false);
  const save = async () => {
    await freshly(() => accountsApi.changeRoles(found.id, { roles: [...roles] }));
    setKept(roles);
    notify(account("form.saved"));
    await onSaved();
  };
  const makesAdmin = roles.includes("admin") && !kept.includes("admin");
  return (
    <Form
      label={t("admin.roles")}
      tell={tell}
      onSubmit={async () => {
        if (makesAdmin) setAsks(true);
        else await save();
      }}
    >
      <RoleBoxes roles={roles} onToggle={(role, has) => setRoles(has ? [...roles, role] : roles.filter((each) => each !== role))} />
      <SubmitButton>{t("admin.roles.save")}</SubmitButton>
      {asks && (
        <ConfirmDialog
          title={t("admin.roles.confirmTitle", { name: found.display_name })}
          act={t("admin.roles.confirm")}
          onAct={save}
          onClose={() => setAsks(false)}
        >
          <p>{t("admin.roles.confirmText")}</p>
        </ConfirmDialog>
      )}
    </Form>
  );
}

type Entries = Awaited<ReturnType<typeof accountsApi.audit>>["entries"];

function AuditTable({ entries, nameOf }: { entries: Entries; nameOf: (actor: string) => string }) {
  return (
    <ScrolledTable label={t("admin.audit")}>
      <thead>
        <tr>
          <th scope="col">{t("admin.audit.when")}</th>
          <th scope="col">{t("admin.audit.who")}</th>
          <th scope="col">{t("admin.audit.what")}</th>
          <th scope="col">{t("admin.audit.detail")}</th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ id, actor, action, detail, at }) => (
          <tr key={id}>
            <td>{formatMoment(at, language.value)}</td>
            <td>{nameOf(actor)}</td>
            <td>
              <code>{action}</code>
            </td>
            <td dir="ltr">
              {Object.entries(detail).map(([key, value]) => (
                <div key={key}>
                  <code>{`${key}: ${typeof value === "string" ? value : JSON.stringify(value)}`}</code>
                </div>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </ScrolledTable>
  );
}

export function AccountCard({ account: found, me }: { account: FoundAccount; me: Listener }) {
  const audit = useRemote(() => accountsApi.audit(found.id));
  const nameOf = (actor: string) => {
    if (actor === me.id) return t("admin.audit.you");
    return actor === found.id ? t("admin.audit.self") : actor;
  };
  return (
    <>
      <Group
        title={found.display_name}
        hint={
          <>
            <bdi>{found.email}</bdi> · {t("admin.since", { date: formatDay(found.created_at, language.value) })}
          </>
        }
      >
        <p class="quiet">{t("admin.roles.hint")}</p>
        <RolesForm found={found} onSaved={audit.reload} />
      </Group>
      <Group title={t("admin.audit")}>
        <Remotely remote={audit}>
          {({ entries }) => (entries.length === 0 ? <p>{t("admin.audit.none")}</p> : <AuditTable entries={entries} nameOf={nameOf} />)}
        </Remotely>
      </Group>
    </>
  );
}
