/** What adds a way into an account, or gives roles, wants a login of late: where it was too long ago, another one is asked for, which leads back here. */
import { AccountsError } from "../../api/accounts.ts";
import { navigate } from "../../router/navigation.ts";
import { loginAddress } from "../entry/continuation.ts";

export async function freshly<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof AccountsError && thrown.code === "fresh_login_required") navigate(loginAddress({ again: "1" }));
    throw thrown;
  }
}
