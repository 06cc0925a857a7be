import type { Context } from "hono";
import type { OAuthClientRow } from "../../../d1/schema/accounts.ts";
import type { AccountsEnv } from "../env.ts";
import type { Form } from "./form.ts";

/** What a client trades in, once it is known who it is. */
export type TokenRequest = { context: Context<AccountsEnv>; client: OAuthClientRow; form: Form };
