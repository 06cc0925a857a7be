import { useState } from "preact/hooks";
import type { Family } from "../../../../contracts/accounts/billing.ts";
import { accountsApi } from "../../api/accounts.ts";
import { session } from "../../api/session.ts";
import { language } from "../../i18n/language.ts";
import { Link } from "../../router/Link.tsx";
import { notify } from "../../ui/notices.ts";
import { AccountLayout } from "../AccountLayout.tsx";
import { TextField } from "../forms/fields.tsx";
import { Form, type Values } from "../forms/Form.tsx";
import { SubmitButton } from "../forms/SubmitButton.tsx";
import { ConfirmedButton, Group, Row, Rows } from "./blocks.tsx";
import { t } from "./i18n/texts.ts";
import { formatDay } from "./logic/dates.ts";
import { Remotely, useRemote } from "./remote.tsx";

type Member = Family["members"][number];

function RemoveButton({ member, onRemoved }: { member: Member; onRemoved: () => Promise<void> }) {
  const name = member.display_name;
  const remove = async () => {
    await accountsApi.leaveFamily(member.id);
    await onRemoved();
    notify(t("family.removed", { name }));
  };
  return (
    <ConfirmedButton
      act={t("common.remove")}
      label={t("family.removeOf", { name })}
      title={t("family.removeTitle", { name })}
      text={t("family.removeText", { name })}
      onConfirm={remove}
    />
  );
}

type MembersProps = { family: Family; onRemoved: () => Promise<void> };

function Members({ family, onRemoved }: MembersProps) {
  return (
    <Rows>
      {family.members.map((member) => (
        <Row
          key={member.id}
          title={<bdi>{member.display_name}</bdi>}
          badge={member.owner ? t("family.ownerBadge") : undefined}
          acts={family.role === "owner" && !member.owner && <RemoveButton member={member} onRemoved={onRemoved} />}
        >
          <p class="quiet">{t("family.joined", { date: formatDay(member.joined_at, language.value) })}</p>
        </Row>
      ))}
    </Rows>
  );
}

function Invite() {
  const [invited, setInvited] = useState<string[]>([]);
  const invite = async ({ email = "" }: Values) => {
    await accountsApi.inviteToFamily(email);
    setInvited([...invited, email]);
  };
  const latest = invited.at(-1);
  return (
    <Group title={t("family.invite")}>
      <output>{latest !== undefined && <p class="good-notice">{t("family.invited", { email: latest })}</p>}</output>
      <Form key={invited.length} label={t("family.invite")} onSubmit={invite}>
        <TextField
          name="email"
          label={t("family.invite.email")}
          hint={t("family.invite.hint")}
          type="email"
          autocomplete="off"
          required
          maxLength={254}
        />
        <SubmitButton>{t("family.invite.send")}</SubmitButton>
      </Form>
    </Group>
  );
}

function OwnersView({ family, onRemoved }: MembersProps) {
  return (
    <>
      <p class="page-lead">{t("family.owner.lead")}</p>
      <Group title={t("family.members")} hint={family.places === 0 ? t("family.full") : t("family.places", { count: family.places })}>
        <Members family={family} onRemoved={onRemoved} />
      </Group>
      {family.places > 0 && <Invite />}
    </>
  );
}

function MembersView({ family, me, onLeft }: { family: Family; me: string; onLeft: () => Promise<void> }) {
  const leave = async () => {
    await accountsApi.leaveFamily(me);
    await session.reconsider();
    await onLeft();
    notify(t("family.left"));
  };
  return (
    <section>
      <p class="page-lead">{t("family.member.lead")}</p>
      <Members family={family} onRemoved={onLeft} />
      <p class="button-line">
        <ConfirmedButton act={t("family.leave")} title={t("family.leaveTitle")} text={t("family.leaveText")} onConfirm={leave} />
      </p>
    </section>
  );
}

function FamilyBody({ me }: { me: string }) {
  const remote = useRemote(accountsApi.family);
  return (
    <Remotely remote={remote}>
      {(family) => {
        switch (family.role) {
          case "owner":
            return <OwnersView family={family} onRemoved={remote.reload} />;
          case "member":
            return <MembersView family={family} me={me} onLeft={remote.reload} />;
          case "none":
        }
        return (
          <>
            <p class="page-lead">{t("family.none")}</p>
            <p>
              <Link class="button" to={{ page: "account", place: "plan" }}>
                {t("family.none.plans")}
              </Link>
            </p>
          </>
        );
      }}
    </Remotely>
  );
}

export function FamilyPage() {
  return <AccountLayout place="family">{(listener) => <FamilyBody key={listener.id} me={listener.id} />}</AccountLayout>;
}
