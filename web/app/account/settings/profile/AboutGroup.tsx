import { useState } from "preact/hooks";
import type { Profile } from "../../../../../contracts/accounts/session.ts";
import { accountsApi } from "../../../api/accounts.ts";
import { session } from "../../../api/session.ts";
import { nameOfLanguage } from "../../../i18n/format.ts";
import { language } from "../../../i18n/language.ts";
import { isLanguage, languages, preferredLanguage } from "../../../i18n/languages.ts";
import { settings } from "../../../settings/settings.ts";
import { notify } from "../../../ui/notices.ts";
import { SelectField, TextField } from "../../forms/fields.tsx";
import { Form, type Values } from "../../forms/Form.tsx";
import { SubmitButton } from "../../forms/SubmitButton.tsx";
import { Group } from "../blocks.tsx";
import { t as account } from "../../i18n/texts.ts";
import { t } from "../i18n/texts.ts";
import { countriesIn, nameOfCountry } from "../logic/countries.ts";
import { formatDay } from "../logic/dates.ts";

/** What being abroad means, and until when the home country counts. */
function Abroad({ abroad }: { abroad: NonNullable<Profile["abroad"]> }) {
  const words = {
    country: nameOfCountry(abroad.market, language.value),
    since: formatDay(abroad.since, language.value),
    until: formatDay(abroad.home_until, language.value),
  };
  const isOver = new Date(abroad.home_until) <= new Date();
  return <p class="notice-box">{isOver ? t("profile.abroad.over", words) : t("profile.abroad", words)}</p>;
}

export function AboutGroup({ profile, onChanged }: { profile: Profile; onChanged: (profile: Profile) => void }) {
  const [market, setMarket] = useState(profile.market);
  const [locale, setLocale] = useState<string>(preferredLanguage([profile.locale], language.value));
  const save = async ({ display_name = "", birth_date = "" }: Values) => {
    const changed = await accountsApi.changeProfile({ display_name, market, locale, ...(birth_date !== "" && { birth_date }) });
    onChanged(changed);
    if (isLanguage(locale)) settings.language.value = locale;
    await session.reconsider();
    notify(account("form.saved"));
  };
  return (
    <Group title={t("profile.about")}>
      {profile.abroad && <Abroad abroad={profile.abroad} />}
      <Form label={t("profile.about")} onSubmit={save}>
        <TextField
          name="display_name"
          label={t("profile.name")}
          hint={t("profile.name.hint")}
          autocomplete="nickname"
          required
          maxLength={64}
          defaultValue={profile.display_name}
        />
        <TextField
          name="birth_date"
          label={t("profile.birthDate")}
          hint={t("profile.birthDate.hint")}
          autocomplete="bday"
          type="date"
          min="1900-01-01"
          max={new Date().toISOString().slice(0, 10)}
          defaultValue={profile.birth_date ?? ""}
          required={profile.birth_date !== null}
        />
        <SelectField
          name="market"
          label={t("profile.country")}
          hint={t("profile.country.hint")}
          autocomplete="country"
          value={market}
          onChange={setMarket}
        >
          {countriesIn(language.value, market).map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </SelectField>
        <SelectField
          name="locale"
          label={t("profile.language")}
          hint={t("profile.language.hint")}
          autocomplete="language"
          value={locale}
          onChange={setLocale}
        >
          {languages.map((code) => (
            <option key={code} value={code} lang={code}>
              {nameOfLanguage(code)}
            </option>
          ))}
        </SelectField>
        <SubmitButton>{account("form.save")}</SubmitButton>
      </Form>
    </Group>
  );
}
