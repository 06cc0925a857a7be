import type { AccessClaims } from "../../contracts/access-token.ts";
import type { FrameEnv } from "../../frame/app.ts";
import type { OpenSession } from "../../d1/accounts/sessions.ts";
import type { Services } from "./services.ts";

/** What every route of this Worker finds in its context; `session` and `claims` where the route's policy asks for them. */
export type AccountsVariables = { services: Services; session: OpenSession; claims: AccessClaims };
export type AccountsEnv = FrameEnv<Env, AccountsVariables>;
