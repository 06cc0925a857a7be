import { accountsApi } from "../../../api/accounts.ts";
import { AccountLayout } from "../../AccountLayout.tsx";
import { Remotely, useRemote } from "../remote.tsx";
import { EmailGroup } from "./EmailGroup.tsx";
import { IdentitiesGroup } from "./IdentitiesGroup.tsx";
import { PasskeysGroup } from "./PasskeysGroup.tsx";
import { PasswordGroup } from "./PasswordGroup.tsx";

function Groups() {
  const remote = useRemote(accountsApi.profile);
  return (
    <>
      <Remotely remote={remote}>
        {(profile) => (
          <>
            <PasswordGroup profile={profile} onChanged={remote.reload} />
            <EmailGroup profile={profile} />
          </>
        )}
      </Remotely>
      <PasskeysGroup />
      <IdentitiesGroup />
    </>
  );
}

export function SecurityPage() {
  return <AccountLayout place="security">{(listener) => <Groups key={listener.id} />}</AccountLayout>;
}
