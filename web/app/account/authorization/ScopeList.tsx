/** What an app may do, a sentence for each scope, in groups that a person thinks in. */
import type { Scope } from "../../../../domain/access.ts";
import { Icon, type IconName } from "../../ui/Icon.tsx";
import { t } from "../i18n/texts.ts";

type Group = "identity" | "listening" | "library" | "playlists";

const groups: Record<Group, { icon: IconName; scopes: readonly Scope[] }> = {
  identity: { icon: "account", scopes: ["openid", "profile", "email", "user-read-private", "user-read-email"] },
  listening: {
    icon: "gapless",
    scopes: [
      "streaming",
      "app-remote-control",
      "user-read-playback-state",
      "user-modify-playback-state",
      "user-read-currently-playing",
      "user-read-playback-position",
      "user-read-recently-played",
      "user-top-read",
    ],
  },
  library: { icon: "albums", scopes: ["user-library-read", "user-library-modify", "user-follow-read", "user-follow-modify"] },
  playlists: {
    icon: "queue",
    scopes: [
      "playlist-read-private",
      "playlist-read-collaborative",
      "playlist-modify-private",
      "playlist-modify-public",
      "ugc-image-upload",
    ],
  },
};

type ScopeListProps = { scope: readonly Scope[]; /** Those that were allowed before. */ granted?: readonly Scope[] };

export function ScopeList({ scope, granted = [] }: ScopeListProps) {
  return (
    <div class="scope-groups">
      {(Object.keys(groups) as Group[]).map((group) => {
        const asked = groups[group].scopes.filter((each) => scope.includes(each));
        if (asked.length === 0) return null;
        return (
          <section key={group} class="scope-group">
            <h2>
              <Icon name={groups[group].icon} />
              {t(`scope.group.${group}`)}
            </h2>
            <ul>
              {asked.map((each) => (
                <li key={each}>
                  {t(`scope.${each}`)}
                  {granted.includes(each) && <span class="badge scope-known">{t("consent.known")}</span>}
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
