/** workers/accounts: who is listening. The only room that knows passwords, and the only one that can sign tokens. */
import { createAccountsApp } from "./app.ts";
import { everyMinute } from "./scheduled.ts";

export { Entitlements } from "./entitlements.ts";
export { Profiles } from "./profiles.ts";

const app = createAccountsApp();

export default {
  fetch: app.fetch,
  scheduled: (_controller, env) => everyMinute(env, Date.now()),
} satisfies ExportedHandler<Env>;
