/** workers/accounts: who is listening. The only room with secrets, and the only one that can sign tokens. */
import { createAccountsApp } from "./app.ts";

export { Entitlements } from "./entitlements.ts";

export default createAccountsApp();
