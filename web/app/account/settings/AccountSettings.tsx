/** The pages below /account, each on its own layout. */
import type { ComponentChildren } from "preact";
import type { AccountPlace } from "../../router/routes.ts";
import { AccountLayout } from "../AccountLayout.tsx";

function pageOf(place: AccountPlace): ComponentChildren {
  return <AccountLayout place={place}>{(listener) => <p>{listener.display_name}</p>}</AccountLayout>;
}

export function AccountSettings({ place }: { place: AccountPlace }) {
  return <>{pageOf(place)}</>;
}
