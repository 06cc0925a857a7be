import type { Listener } from "../../../../../contracts/accounts/session.ts";
import { accountsApi } from "../../../api/accounts.ts";
import { AccountLayout } from "../../AccountLayout.tsx";
import { Remotely, useRemote } from "../remote.tsx";
import { AboutGroup } from "./AboutGroup.tsx";
import { ListeningGroup } from "./ListeningGroup.tsx";
import { PictureGroup } from "./PictureGroup.tsx";

function Groups({ listener }: { listener: Listener }) {
  const remote = useRemote(accountsApi.profile);
  return (
    <>
      <PictureGroup listener={listener} />
      <Remotely remote={remote}>
        {(profile) => (
          <>
            <AboutGroup profile={profile} onChanged={remote.show} />
            <ListeningGroup profile={profile} onChanged={remote.show} />
          </>
        )}
      </Remotely>
    </>
  );
}

export function ProfilePage() {
  return <AccountLayout place="profile">{(listener) => <Groups key={listener.id} listener={listener} />}</AccountLayout>;
}
