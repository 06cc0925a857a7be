import type { FrameEnv } from "../../frame/app.ts";
import type { Services } from "./services.ts";
import type { OpenSession } from "./sessions.ts";

/** What every route of this Worker finds in its context; `session` where the route's policy asks for one. */
export type AccountsEnv = FrameEnv<Env, { services: Services; session: OpenSession }>;
