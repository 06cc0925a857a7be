/** The pages below /account, each on its own layout. */
import type { ComponentChildren } from "preact";
import type { AccountPlace } from "../../router/routes.ts";
import { AdminPage } from "./admin/AdminPage.tsx";
import { ConnectionsPage } from "./ConnectionsPage.tsx";
import { DeveloperPage } from "./developer/DeveloperPage.tsx";
import { FamilyPage } from "./FamilyPage.tsx";
import { OverviewPage } from "./OverviewPage.tsx";
import { PlanPage } from "./plan/PlanPage.tsx";
import { ProfilePage } from "./profile/ProfilePage.tsx";
import { SecurityPage } from "./security/SecurityPage.tsx";
import { SessionsPage } from "./SessionsPage.tsx";

function pageOf(place: AccountPlace): ComponentChildren {
  switch (place) {
    case "overview":
      return <OverviewPage />;
    case "profile":
      return <ProfilePage />;
    case "security":
      return <SecurityPage />;
    case "sessions":
      return <SessionsPage />;
    case "plan":
      return <PlanPage />;
    case "family":
      return <FamilyPage />;
    case "connections":
      return <ConnectionsPage />;
    case "developer":
      return <DeveloperPage />;
    case "admin":
  }
  return <AdminPage />;
}

export function AccountSettings({ place }: { place: AccountPlace }) {
  return <>{pageOf(place)}</>;
}
