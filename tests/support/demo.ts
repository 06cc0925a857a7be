/** The demo's accounts and apps, which everybody knows the secrets of. */
import type { TestService } from "./runtime.ts";

export const demoPassword = "nearfield";
export const demoApp = { id: "demo-app", secret: "demo-app-secret", redirectUri: "http://127.0.0.1:9999/callback" };
export const demoDevice = { id: "demo-device" };

/** The service has to be started with `DEMO` on. */
export async function seedDemo(service: TestService): Promise<void> {
  const headers = { authorization: `Bearer ${service.secrets.operator_key}` };
  const response = await fetch(`${service.url}/accounts/v1/operator/demo`, { method: "POST", headers });
  if (!response.ok) throw new Error(`the demo was not seeded: ${response.status} ${await response.text()}`);
}
