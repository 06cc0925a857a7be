/** What an app may do, a sentence for each scope, in groups that a person thinks in. */
import type { Scope } from "../../../../domain/access.ts";
import { Icon, type IconName } from "../../ui/Icon.tsx";
import { t } from "../i18n/texts.ts";

type Group = "identity" | "listening" | "library" | "playlists";

const icons: Record<Group, IconName> = { identity: "account", listening: "gapless", library: "albums", playlists: "queue" };

/** Every scope has its group: none is granted that the page does not show. */
const groupOf: Record<Scope, Group> = {
  openid: "identity",
  profile: "identity",
  email: "identity",
  "user-read-private": "identity",
  "user-read-email": "identity",
  streaming: "listening",
  "app-remote-control": "listening",
  "user-read-playback-state": "listening",
  "user-modify-playback-state": "listening",
  "user-read-currently-playing": "listening",
  "user-read-playback-position": "listening",
  "user-read-recently-played": "listening",
  "user-top-read": "listening",
  "user-library-read": "library",
  "user-library-modify": "library",
  "user-follow-read": "library",
  "user-follow-modify": "library",
  "playlist-read-private": "playlists",
  "playlist-read-collaborative": "playlists",
  "playlist-modify-private": "playlists",
  "playlist-modify-public": "playlists",
  "ugc-image-upload": "playlists",
};

type ScopeListProps = { scope: readonly Scope[]; /** Those that were allowed before. */ granted?: readonly Scope[] };

export function ScopeList({ scope, granted = [] }: ScopeListProps) {
  return (
    <div class="scope-groups">
      {(Object.keys(icons) as Group[]).map((group) => {
        const asked = scope.filter((each) => groupOf[each] === group);
        if (asked.length === 0) return null;
        return (
          <section key={group} class="scope-group">
            <h2>
              <Icon name={icons[group]} />
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
