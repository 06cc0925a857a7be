import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { Device } from "./support/device.ts";
import { newSession, randomId } from "./support/sessions.ts";

test("a session that was ended hears nothing and does nothing, though its token is good", async () => {
  const session = newSession();
  await env.REVOCATIONS.getByName("all").add([{ id: "ended", owner: session.account }], Date.now() + 600_000);
  const ended = await Device.open(session, "the-stolen", { session: "ended" });
  ended.say({ t: "cmd", id: randomId(), d: { command: { type: "pause" } } });
  expect(await ended.ended()).toBe(4401);
  expect(await (await Device.join(session, "the-phone")).do({ type: "pause" })).toBe("NO_ACTIVE_DEVICE");
});
