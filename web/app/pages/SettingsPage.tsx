import { operator } from "virtual:operator";
import { nameOfLanguage } from "../i18n/format.ts";
import { language, t } from "../i18n/language.ts";
import { languages, type Language } from "../i18n/languages.ts";
import { forgetRecentAlbums, recentAlbums } from "../library/recentAlbums.ts";
import { Link } from "../router/Link.tsx";
import { legalDocuments } from "../router/routes.ts";
import { qualities, settings, themes } from "../settings/settings.ts";
import { shortcutHelpShown } from "../shell/shortcutHelp.ts";
import { notify } from "../ui/notices.ts";
import { Page } from "../ui/Page.tsx";
import { ChoiceGroup } from "../ui/ChoiceGroup.tsx";
import { Switch } from "../ui/Switch.tsx";

function Appearance() {
  return (
    <section class="settings-group" aria-labelledby="appearance">
      <h2 id="appearance">{t("settings.appearance")}</h2>
      <ChoiceGroup
        label={t("settings.theme")}
        choices={themes.map((theme) => ({ value: theme, label: t(`settings.theme.${theme}`) }))}
        chosen={settings.theme.value}
        onChoose={(theme) => {
          settings.theme.value = theme;
        }}
      />
      <ChoiceGroup<Language>
        label={t("settings.language")}
        choices={languages.map((code) => ({ value: code, label: nameOfLanguage(code), lang: code }))}
        chosen={language.value}
        onChoose={(code) => {
          settings.language.value = code;
        }}
      />
    </section>
  );
}

function Sound() {
  return (
    <section class="settings-group" aria-labelledby="sound">
      <h2 id="sound">{t("settings.sound")}</h2>
      <ChoiceGroup
        label={t("settings.quality")}
        stacked
        choices={qualities.map((quality) => ({
          value: quality,
          label: t(`settings.quality.${quality}`),
          hint: t(`settings.quality.${quality}.hint`),
        }))}
        chosen={settings.quality.value}
        onChoose={(quality) => {
          settings.quality.value = quality;
        }}
      />
      <Switch
        label={t("settings.normalisation")}
        hint={t("settings.normalisation.hint")}
        checked={settings.normalisation.value}
        onChange={(on) => {
          settings.normalisation.value = on;
        }}
      />
    </section>
  );
}

function Keyboard() {
  return (
    <section class="settings-group keyboard-settings" aria-labelledby="keyboard">
      <h2 id="keyboard">{t("settings.keyboard")}</h2>
      <Switch
        label={t("settings.shortcuts")}
        hint={t("settings.shortcuts.hint")}
        checked={settings.shortcuts.value}
        onChange={(on) => {
          settings.shortcuts.value = on;
        }}
      />
      <button
        type="button"
        class="button"
        onClick={() => {
          shortcutHelpShown.value = true;
        }}
      >
        {t("settings.shortcuts.show")}
      </button>
    </section>
  );
}

function About() {
  const forget = () => {
    forgetRecentAlbums();
    notify(t("settings.forgotten"));
  };
  return (
    <section class="settings-group" aria-labelledby="about">
      <h2 id="about">{t("settings.about")}</h2>
      {recentAlbums.value.length > 0 && (
        <p class="setting-line">
          {t("settings.recent")}
          <button type="button" class="button" onClick={forget}>
            {t("settings.forget")}
          </button>
        </p>
      )}
      <p class="about-links">
        {legalDocuments.map((document) => (
          <Link key={document} to={{ page: "legal", document }}>
            {t(`legal.${document}`)}
          </Link>
        ))}
        {operator.source_url !== undefined && (
          <a href={operator.source_url} rel="noreferrer">
            {t("settings.source")}
          </a>
        )}
      </p>
    </section>
  );
}

export function SettingsPage() {
  return (
    <Page title={t("settings.title")} class="settings-page">
      <header class="page-head">
        <h1 class="display">{t("settings.title")}</h1>
      </header>
      <Appearance />
      <Sound />
      <Keyboard />
      <About />
    </Page>
  );
}
