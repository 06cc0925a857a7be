/** The two ways to have a library: log in, or sign up; both lead back to where one was. */
import { t as common } from "../../i18n/language.ts";
import { Link } from "../../router/Link.tsx";
import { query, route } from "../../router/navigation.ts";
import { pathOf } from "../../router/routes.ts";

export function LoginWays() {
  const asked = query.value.size > 0 ? `?${query.value.toString()}` : "";
  const back = { continue: `${pathOf(route.value)}${asked}` };
  return (
    <div class="login-ways">
      <Link class="button primary" to={{ page: "signup" }} query={back}>
        {common("session.signUp")}
      </Link>
      <Link class="button" to={{ page: "login" }} query={back}>
        {common("session.logIn")}
      </Link>
    </div>
  );
}
