/** An app of the developer's own, new or changed. */
import { useState } from "preact/hooks";
import type { App } from "../../../../../contracts/accounts/apps.ts";
import { TextAreaField, TextField } from "../../forms/fields.tsx";
import { Form } from "../../forms/Form.tsx";
import { SubmitButton } from "../../forms/SubmitButton.tsx";
import { ChoiceGroup } from "../../../ui/ChoiceGroup.tsx";
import { Switch } from "../../../ui/Switch.tsx";
import { t as account } from "../../i18n/texts.ts";
import { t } from "../i18n/texts.ts";
import { faultOfRedirects, redirectsIn } from "../logic/redirects.ts";

export type AppInput = Pick<App, "name" | "description" | "website" | "redirect_uris" | "confidential" | "device">;

function problemOf(redirects: string, needsOne: boolean): string {
  const fault = faultOfRedirects(redirects);
  if (fault?.kind === "tooMany") return t("developer.redirect.tooMany");
  if (fault) return t(`developer.redirect.${fault.kind}`, { uri: fault.uri });
  return needsOne && redirectsIn(redirects).length === 0 ? t("developer.redirect.needed") : "";
}

type AppFormProps = { app?: App; onSubmit: (input: AppInput) => Promise<void>; onCancel?: () => void };

export function AppForm({ app, onSubmit, onCancel }: AppFormProps) {
  const [kind, setKind] = useState<"confidential" | "public">("confidential");
  const [device, setDevice] = useState(app?.device ?? false);
  const [redirects, setRedirects] = useState(app?.redirect_uris.join("\n") ?? "");
  const confidential = app?.confidential ?? kind === "confidential";
  // With a secret, it can at least act for itself.
  const needsRedirect = !device && !confidential;
  const label = app ? t("developer.editOf", { name: app.name }) : t("developer.new");
  return (
    <Form
      label={label}
      onSubmit={({ name = "", description = "", website = "" }) =>
        onSubmit({
          name,
          description,
          website: website.trim() === "" ? null : website.trim(),
          redirect_uris: redirectsIn(redirects),
          confidential,
          device,
        })
      }
    >
      <TextField
        name="name"
        label={t("developer.name")}
        hint={t("developer.name.hint")}
        autocomplete="off"
        required
        maxLength={64}
        defaultValue={app?.name ?? ""}
      />
      <TextField
        name="description"
        label={t("developer.description")}
        autocomplete="off"
        maxLength={256}
        defaultValue={app?.description ?? ""}
      />
      <TextField
        name="website"
        label={t("developer.website")}
        type="url"
        autocomplete="url"
        placeholder="https://"
        dir="ltr"
        defaultValue={app?.website ?? ""}
      />
      {!app && (
        <ChoiceGroup
          label={t("developer.kind")}
          stacked
          choices={(["confidential", "public"] as const).map((value) => ({
            value,
            label: t(`developer.kind.${value}`),
            hint: t(`developer.kind.${value}.hint`),
          }))}
          chosen={kind}
          onChoose={setKind}
        />
      )}
      <Switch label={t("developer.device")} hint={t("developer.device.hint")} checked={device} onChange={setDevice} />
      <TextAreaField
        name="redirect_uris"
        label={t("developer.redirects")}
        hint={t("developer.redirects.hint")}
        required={needsRedirect}
        rows={3}
        dir="ltr"
        value={redirects}
        onType={setRedirects}
        problem={problemOf(redirects, needsRedirect)}
      />
      <div class="button-line">
        {onCancel && (
          <button type="button" class="button" onClick={onCancel}>
            {account("form.cancel")}
          </button>
        )}
        <SubmitButton>{app ? account("form.save") : t("developer.create")}</SubmitButton>
      </div>
    </Form>
  );
}
