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

/** Back to where one was, except from the pages on the way in: those hand on where they were told to lead. */
function continueQuery(): Record<string, string> | undefined {
  const current = route.value;
  switch (current.page) {
    case "home":
    case "verify":
    case "forgot":
    case "reset":
      return undefined;
    case "login":
    case "signup": {
      const handed = query.value.get("continue");
      return handed === null ? undefined : { continue: handed };
    }
    default:
      return { continue: `${pathOf(current)}${query.value.size > 0 ? `?${query.value.toString()}` : ""}` };
  }
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
      <Menu label={t("session.menu", { name: listener.display_name })} actions={actions}>
        <Avatar listener={listener} />
        <span class="corner-names">
          <bdi class="corner-name clip">{listener.display_name}</bdi>
          <span class="corner-plan">{plan}</span>
        </span>
      </Menu>
    </div>
  );
}

export function AccountCorner() {
  const listener = session.listener.value;
  if (listener === undefined) return <div class="account-corner" />;
  return listener === null ? <GuestCorner /> : <ListenerCorner listener={listener} />;
}
