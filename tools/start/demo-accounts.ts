/** People for the demo: one of each plan and role, whose password everybody knows. The Worker refuses anywhere but on one machine. */
import type { Runtime } from "./runtime.ts";

export const demoPassword = "nearfield";

/** Makes the accounts that are not there yet. @throws Error when the service refuses */
export async function seedDemoAccounts({ url, secrets }: Pick<Runtime, "url" | "secrets">): Promise<void> {
  const headers = { authorization: `Bearer ${secrets.operator_key}` };
  const response = await fetch(`${url}/accounts/v1/operator/demo`, { method: "POST", headers });
  if (response.status !== 204) throw new Error(`the demo accounts were refused: ${response.status} ${await response.text()}`);
}
