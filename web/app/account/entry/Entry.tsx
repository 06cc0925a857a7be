/** The pages on the way into an account. */
import type { ComponentChildren } from "preact";
import type { EntryPage } from "../../router/routes.ts";
import { ForgotPage } from "./ForgotPage.tsx";
import { LoginPage } from "./LoginPage.tsx";
import { ResetPage } from "./ResetPage.tsx";
import { SignupPage } from "./SignupPage.tsx";
import { VerifyPage } from "./VerifyPage.tsx";

function pageOf(page: EntryPage): ComponentChildren {
  switch (page) {
    case "login":
      return <LoginPage />;
    case "signup":
      return <SignupPage />;
    case "verify":
      return <VerifyPage />;
    case "forgot":
      return <ForgotPage />;
    case "reset":
  }
  return <ResetPage />;
}

export function Entry({ page }: { page: EntryPage }) {
  return <>{pageOf(page)}</>;
}
