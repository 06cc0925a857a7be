import { useState } from "preact/hooks";
import type { Listener } from "../../../../../contracts/accounts/session.ts";
import { accountsApi } from "../../../api/accounts.ts";
import { session } from "../../../api/session.ts";
import { Avatar } from "../../../shell/AccountCorner.tsx";
import { notify } from "../../../ui/notices.ts";
import { useWork } from "../../forms/useWork.ts";
import { Group } from "../blocks.tsx";
import { t as account } from "../../i18n/texts.ts";
import { t } from "../i18n/texts.ts";
import { readPicture } from "../logic/picture.ts";
import { CropDialog } from "./CropDialog.tsx";
import { Problem } from "../../forms/Problem.tsx";

/** The browser's own button for files can't be styled or translated: this one opens it. */
function FileButton({ label, onFile }: { label: string; onFile: (file: File) => void }) {
  return (
    <label class="button file-button">
      {label}
      <input
        type="file"
        class="visually-hidden"
        accept="image/*"
        onChange={(event) => {
          const input = event.currentTarget;
          const file = input.files?.[0];
          if (file) onFile(file);
          // So that the same file can be chosen once more.
          input.value = "";
        }}
      />
    </label>
  );
}

export function PictureGroup({ listener }: { listener: Listener }) {
  const [picture, setPicture] = useState<ImageBitmap>();
  const { problem, run } = useWork();
  const choose = (file: File) =>
    run(async () => {
      const chosen = await readPicture(file);
      if (chosen) setPicture(chosen);
      return chosen ? undefined : t("profile.picture.unreadable");
    });
  const use = async (jpeg: Blob) => {
    await accountsApi.putImage(jpeg);
    await session.ensure({ renew: true });
    notify(account("form.saved"));
  };
  const remove = () =>
    run(async () => {
      await accountsApi.deleteImage();
      await session.ensure({ renew: true });
      notify(t("profile.picture.removed"));
      return undefined;
    });
  const close = () => {
    picture?.close();
    setPicture(undefined);
  };
  return (
    <Group title={t("profile.picture")} hint={t("profile.picture.hint")}>
      <div class="picture-line">
        <span class="portrait">
          <Avatar listener={listener} />
        </span>
        <FileButton label={t("profile.picture.choose")} onFile={choose} />
        {listener.image && (
          <button type="button" class="button" onClick={remove}>
            {t("profile.picture.remove")}
          </button>
        )}
      </div>
      <Problem text={problem} />
      {picture && <CropDialog picture={picture} onUse={use} onClose={close} />}
    </Group>
  );
}
