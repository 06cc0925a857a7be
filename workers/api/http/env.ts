import type { AccessClaims } from "../../../contracts/access-token.ts";
import type { FrameEnv } from "../../../frame/app.ts";

/** What every route of the Web API finds in its context. */
export type ApiEnv = FrameEnv<Env, { claims: AccessClaims }>;
