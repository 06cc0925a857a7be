/** Who listens: a way in for guests, a menu of their own for listeners. */
import type { Listener } from "../../../contracts/accounts/session.ts";
import { session } from "../api/session.ts";
import { t } from "../i18n/language.ts";
import { Link } from "../router/Link.tsx";
import { navigate, query, route } from "../router/navigation.ts";
import { pathOf } from "../router/routes.ts";
import { Icon } from "../ui/Icon.tsx";
import { imageSource } from "../ui/imageSource.ts";
import { Menu } from "../ui/Menu.tsx";
import { logOut } from "./logOut.ts";

/** Back to where one was; a link from a message leads nowhere a second time. */
function continueQuery(): Record<string, string> | undefined {
  const { page } = route.value;
  if (page === "home" || page === "verify" || page === "reset" || page === "forgot") return undefined;
  const asked = query.value.size > 0 ? `?${query.value.toString()}` : "";
  return { continue: `${pathOf(route.value)}${asked}` };
}

/** The listener's picture; the first letter of the name otherwise. */
export function Avatar({ listener }: { listener: Pick<Listener, "image" | "display_name"> }) {
  return (
    <span class="avatar" aria-hidden="true">
      {listener.image ? <img src={imageSource(listener.image.url)} alt="" width="36" height="36" /> : firstLetter(listener.display_name)}
    </span>
  );
}

function firstLetter(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim());
  return first?.segment.toLocaleUpperCase() ?? "";
}

function GuestCorner() {
  const { page } = route.value;
  // They have these links of their own.
  if (page === "login" || page === "signup") return <div class="account-corner" />;
  const continueTo = continueQuery();
  return (
    <div class="account-corner guest">
      <Link class="button primary corner-sign-up" to={{ page: "signup" }} query={continueTo}>
        {t("session.signUp")}
      </Link>
      <Link class="button corner-log-in" to={{ page: "login" }} query={continueTo}>
        <Icon name="account" />
        <span>{t("session.logIn")}</span>
      </Link>
    </div>
  );
}

function ListenerCorner({ listener }: { listener: Listener }) {
  const plan = t(`session.plan.${listener.account_plan}`);
  const actions = [
    { label: t("session.account"), detail: listener.display_name, run: () => navigate({ page: "account", place: "overview" }) },
    { label: t("session.plan"), detail: plan, run: () => navigate({ page: "account", place: "plan" }) },
    { label: t("session.logOut"), run: () => void logOut() },
  ];
  return (
    <div class="account-corner">
      <Menu label={t("session.account")} actions={actions}>
        <Avatar listener={listener} />
        <span class="corner-names">
          <bdi class="corner-name clip">{listener.display_name}</bdi>
          <span class="corner-plan">{plan}</span>
        </span>
        <span class="visually-hidden">{t("session.account")}</span>
      </Menu>
    </div>
  );
}

export function AccountCorner() {
  const listener = session.listener.value;
  if (listener === undefined) return <div class="account-corner" />;
  return listener === null ? <GuestCorner /> : <ListenerCorner listener={listener} />;
}
