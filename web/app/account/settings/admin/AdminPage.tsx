import { useState } from "preact/hooks";
import type { Listener } from "../../../../../contracts/accounts/session.ts";
import { accountsApi } from "../../../api/accounts.ts";
import { AccountLayout } from "../../AccountLayout.tsx";
import { TextField } from "../../forms/fields.tsx";
import { Form, type Values } from "../../forms/Form.tsx";
import { SubmitButton } from "../../forms/SubmitButton.tsx";
import { t } from "../i18n/texts.ts";
import { AccountCard, type FoundAccount } from "./AccountCard.tsx";

type Finding = { account: FoundAccount | undefined; count: number };

function Search({ me }: { me: Listener }) {
  const [finding, setFinding] = useState<Finding>();
  const search = async ({ email = "" }: Values) => {
    const { accounts } = await accountsApi.findAccounts(email);
    setFinding({ account: accounts[0], count: (finding?.count ?? 0) + 1 });
  };
  return (
    <>
      <Form label={t("admin.find")} onSubmit={search}>
        <TextField name="email" label={t("admin.email")} type="email" autocomplete="off" required maxLength={254} />
        <SubmitButton>{t("admin.search")}</SubmitButton>
      </Form>
      <output>{finding && !finding.account && <p class="notice-box">{t("admin.none")}</p>}</output>
      {finding?.account && <AccountCard key={finding.count} account={finding.account} me={me} />}
    </>
  );
}

export function AdminPage() {
  return (
    <AccountLayout place="admin">
      {(listener) => (listener.roles.includes("admin") ? <Search me={listener} /> : <p>{t("admin.only")}</p>)}
    </AccountLayout>
  );
}
