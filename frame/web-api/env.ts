import type { AccessClaims } from "../../contracts/access-token.ts";
import type { FrameEnv } from "../app.ts";
import type { TokenBindings } from "../authenticate.ts";
import type { RequestLimitBindings } from "../request-limits.ts";
import type { RevocationsNamespace } from "../revocations.ts";

/** What a Worker that serves the Web API is bound to, whatever else it is. */
export type WebApiBindings = TokenBindings & RequestLimitBindings & { REVOCATIONS: RevocationsNamespace };

/** What every route of the Web API finds in its context. @typeParam Bindings the Worker's own, all of them */
export type WebApiEnv<Bindings extends WebApiBindings = WebApiBindings> = FrameEnv<Bindings, { claims: AccessClaims }>;
