/** A computer that unlocks with a finger: Chromium's virtual authenticator (WebAuthn, section 11). */
import type { CDPSession, Page } from "playwright-core";

export async function addAuthenticator(page: Page): Promise<{ authenticator: CDPSession; authenticatorId: string }> {
  const authenticator = await page.context().newCDPSession(page);
  await authenticator.send("WebAuthn.enable");
  const { authenticatorId } = await authenticator.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { authenticator, authenticatorId };
}
