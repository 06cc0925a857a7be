import { useState } from "preact/hooks";
import type { Listener } from "../../../../../contracts/accounts/session.ts";
import { accountsApi } from "../../../api/accounts.ts";
import { AccountLayout } from "../../AccountLayout.tsx";
import { Remotely, useRemote } from "../remote.tsx";
import { EmailGroup } from "./EmailGroup.tsx";
import { IdentitiesGroup } from "./IdentitiesGroup.tsx";
import { PasskeysGroup } from "./PasskeysGroup.tsx";
import { PasswordGroup } from "./PasswordGroup.tsx";
import { ProvenIdentity } from "./ProvenIdentity.tsx";

function Groups({ listener }: { listener: Listener }) {
  const remote = useRemote(accountsApi.profile);
  const [linked, setLinked] = useState(0);
  return (
    <>
      <ProvenIdentity listener={listener} onLinked={() => setLinked(linked + 1)} />
      <Remotely remote={remote}>
        {(profile) => (
          <>
            <PasswordGroup profile={profile} onChanged={remote.reload} />
            <EmailGroup profile={profile} />
          </>
        )}
      </Remotely>
      <PasskeysGroup />
      <IdentitiesGroup key={linked} />
    </>
  );
}

export function SecurityPage() {
  return <AccountLayout place="security">{(listener) => <Groups key={listener.id} listener={listener} />}</AccountLayout>;
}
