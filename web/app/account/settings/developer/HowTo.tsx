import { Group } from "../blocks.tsx";
import { CopyField } from "../CopyField.tsx";
import { t } from "../i18n/texts.ts";

/** The three addresses that a client has to know, and one line to try them. */
export function HowTo() {
  const { origin } = location;
  const curl = `curl -u CLIENT_ID:CLIENT_SECRET -d grant_type=client_credentials ${origin}/api/token`;
  return (
    <Group title={t("developer.howTo")} hint={t("developer.howTo.lead")}>
      <CopyField label={t("developer.howTo.authorize")} text={`${origin}/authorize`} />
      <CopyField label={t("developer.howTo.token")} text={`${origin}/api/token`} />
      <CopyField label={t("developer.howTo.metadata")} text={`${origin}/.well-known/oauth-authorization-server`} />
      <CopyField label={t("developer.howTo.curl")} text={curl} />
    </Group>
  );
}
