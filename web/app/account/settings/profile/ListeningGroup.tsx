/** What is kept for all of the listener's devices; this one follows at once. */
import type { PlaybackSettings } from "../../../../../domain/account.ts";
import type { Profile } from "../../../../../contracts/accounts/session.ts";
import { accountsApi } from "../../../api/accounts.ts";
import { session } from "../../../api/session.ts";
import { t as player } from "../../../i18n/language.ts";
import { qualities, settings } from "../../../settings/settings.ts";
import { ChoiceGroup } from "../../../ui/ChoiceGroup.tsx";
import { notify } from "../../../ui/notices.ts";
import { Switch } from "../../../ui/Switch.tsx";
import { useWork } from "../../forms/useWork.ts";
import { Group } from "../blocks.tsx";
import { t as account } from "../../i18n/texts.ts";
import { t } from "../i18n/texts.ts";
import { Problem } from "../../forms/Problem.tsx";

type PlayerQuality = (typeof qualities)[number];
type Change = { filter_explicit?: boolean; settings?: Partial<PlaybackSettings> };

function wishOf(quality: PlaybackSettings["quality"]): PlayerQuality {
  return quality === "automatic" ? "auto" : quality;
}

function qualityOf(wish: PlayerQuality): PlaybackSettings["quality"] {
  return wish === "auto" ? "automatic" : wish;
}

function shownWith(profile: Profile, change: Change): Profile {
  return {
    ...profile,
    filter_explicit: change.filter_explicit ?? profile.filter_explicit,
    settings: { ...profile.settings, ...change.settings },
  };
}

export function ListeningGroup({ profile, onChanged }: { profile: Profile; onChanged: (profile: Profile) => void }) {
  const { problem, run } = useWork();
  /** Shown as changed at once, and as it was again where the service refuses. */
  const change = (wished: Change) =>
    run(async () => {
      onChanged(shownWith(profile, wished));
      try {
        onChanged(await accountsApi.changeProfile(wished));
        if (wished.filter_explicit !== undefined) await session.reconsider();
      } catch (thrown) {
        onChanged(profile);
        throw thrown;
      }
      notify(account("form.saved"));
      return undefined;
    });
  return (
    <Group title={t("profile.listening")} hint={t("profile.listening.hint")}>
      <Problem text={problem} />
      <Switch
        label={t("profile.explicit")}
        hint={t("profile.explicit.hint")}
        checked={profile.filter_explicit}
        onChange={(filter_explicit) => change({ filter_explicit })}
      />
      <ChoiceGroup
        label={player("settings.quality")}
        stacked
        choices={qualities.map((quality) => ({
          value: quality,
          label: player(`settings.quality.${quality}`),
          hint: player(`settings.quality.${quality}.hint`),
        }))}
        chosen={wishOf(profile.settings.quality)}
        onChoose={(wish) => {
          settings.quality.value = wish;
          change({ settings: { quality: qualityOf(wish) } });
        }}
      />
      <Switch
        label={player("settings.normalisation")}
        hint={player("settings.normalisation.hint")}
        checked={profile.settings.normalise}
        onChange={(normalise) => {
          settings.normalisation.value = normalise;
          change({ settings: { normalise } });
        }}
      />
    </Group>
  );
}
