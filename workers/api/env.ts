import type { AccessClaims } from "../../contracts/guest.ts";
import type { FrameEnv } from "../../frame/app.ts";

/** What every route of the Web API finds in its context. */
export type ApiEnv = FrameEnv<Env, { claims: AccessClaims }>;
