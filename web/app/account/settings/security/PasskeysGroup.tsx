import { useState } from "preact/hooks";
import type { Passkey } from "../../../../../contracts/accounts/credentials.ts";
import { accountsApi, type AccountsError } from "../../../api/accounts.ts";
import { language } from "../../../i18n/language.ts";
import { notify } from "../../../ui/notices.ts";
import { TextField } from "../../forms/fields.tsx";
import { Form } from "../../forms/Form.tsx";
import { useWork } from "../../forms/useWork.ts";
import { BusyButton, SubmitButton } from "../../forms/SubmitButton.tsx";
import { t as account } from "../../i18n/texts.ts";
import { ConfirmedButton, Group, Row, Rows } from "../blocks.tsx";
import { deviceName } from "../deviceName.ts";
import { t } from "../i18n/texts.ts";
import { formatDay } from "../logic/dates.ts";
import { Remotely, useRemote, type Remote } from "../remote.tsx";
import { addPasskey, addressByName, knowsPasskeys } from "./addPasskey.ts";
import { Problem } from "../../forms/Problem.tsx";

type PasskeyList = { passkeys: Passkey[] };

export function tellLastWay(error: AccountsError): string | undefined {
  return error.code === "conflict" ? t("security.lastWay") : undefined;
}

function timesOf({ created_at, used_at }: Passkey): string {
  const added = formatDay(created_at, language.value);
  return used_at === null
    ? t("security.passkey.unused", { added })
    : t("security.passkey.times", { added, used: formatDay(used_at, language.value) });
}

function RenameForm({ passkey, onDone }: { passkey: Passkey; onDone: (renamed?: Passkey) => void }) {
  return (
    <Form
      class="inline-form"
      label={t("security.passkey.renameOf", { name: passkey.name })}
      onSubmit={async ({ name = "" }) => onDone(await accountsApi.renamePasskey(passkey.id, name))}
    >
      <TextField
        name="name"
        label={t("security.passkey.name")}
        autocomplete="off"
        required
        maxLength={64}
        defaultValue={passkey.name}
        ref={(input: HTMLInputElement | null) => input?.focus()}
      />
      <div class="form-actions">
        <button type="button" class="button" onClick={() => onDone()}>
          {account("form.cancel")}
        </button>
        <SubmitButton>{account("form.save")}</SubmitButton>
      </div>
    </Form>
  );
}

function PasskeyRow({ passkey, remote }: { passkey: Passkey; remote: Remote<PasskeyList> }) {
  const [renames, setRenames] = useState(false);
  const { name } = passkey;
  const remove = async () => {
    await accountsApi.deletePasskey(passkey.id);
    await remote.reload();
    notify(t("security.passkey.removed", { name }));
  };
  const done = (renamed?: Passkey) => {
    setRenames(false);
    if (renamed) void remote.reload();
  };
  if (renames) {
    return (
      <li class="account-row">
        <RenameForm passkey={passkey} onDone={done} />
      </li>
    );
  }
  return (
    <Row
      title={<bdi>{name}</bdi>}
      acts={
        <>
          <button type="button" class="button" aria-label={t("security.passkey.renameOf", { name })} onClick={() => setRenames(true)}>
            {t("security.passkey.rename")}
          </button>
          <ConfirmedButton
            act={t("common.remove")}
            label={t("security.passkey.removeOf", { name })}
            title={t("security.passkey.removeTitle")}
            text={t("security.passkey.removeText", { name })}
            tell={tellLastWay}
            onConfirm={remove}
          />
        </>
      }
    >
      <p class="quiet">{t(passkey.backed_up ? "security.passkey.backedUp" : "security.passkey.device")}</p>
      <p class="quiet">{timesOf(passkey)}</p>
    </Row>
  );
}

function AddPasskey({ onAdded }: { onAdded: () => Promise<void> }) {
  const { busy, problem, run } = useWork();
  const add = () =>
    run(async () => {
      const outcome = await addPasskey(deviceName(navigator.userAgent));
      if (outcome !== "added") return t(`security.passkey.${outcome}`);
      await onAdded();
      notify(t("security.passkey.added"));
      return undefined;
    });
  const address = addressByName();
  if (!knowsPasskeys()) return <p class="quiet">{t("security.passkeys.unsupported")}</p>;
  if (address !== undefined) return <p class="notice-box">{account("passkey.address", { address })}</p>;
  return (
    <>
      <Problem text={problem} />
      <div>
        <BusyButton busy={busy} kind="plain" onClick={add}>
          {t("security.passkey.add")}
        </BusyButton>
      </div>
    </>
  );
}

export function PasskeysGroup() {
  const remote = useRemote(accountsApi.passkeys);
  return (
    <Group title={t("security.passkeys")} hint={t("security.passkeys.hint")}>
      <Remotely remote={remote}>
        {({ passkeys }) =>
          passkeys.length === 0 ? (
            <p>{t("security.passkeys.none")}</p>
          ) : (
            <Rows>
              {passkeys.map((passkey) => (
                <PasskeyRow key={passkey.id} passkey={passkey} remote={remote} />
              ))}
            </Rows>
          )
        }
      </Remotely>
      <AddPasskey onAdded={remote.reload} />
    </Group>
  );
}
