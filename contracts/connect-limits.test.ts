/** That nothing a device may say of itself makes others fall behind. */
import { expect, test } from "vitest";
import { deviceCame } from "../domain/connect/devices.ts";
import { partsOf } from "../domain/connect/hub.ts";
import { jamLimits } from "../domain/connect/limits.ts";
import { commandTypes, deviceRoleSchema, deviceSchema } from "../domain/connect/schema.ts";
import { emptySession } from "../domain/connect/session.ts";
import { connectSocketLimits } from "./connect.ts";

test("all devices of the largest jam, as long as each may be, are no more than half of what may be on its way to one", () => {
  const described = deviceSchema.parse({
    id: "d".repeat(64),
    name: '"'.repeat(100),
    kind: "game_console",
    roles: [...deviceRoleSchema.options],
    commands: [...commandTypes],
    formats: Array.from({ length: 20 }, (_, index) => String(index).padStart(100, "f")),
    volume_steps: 1000,
  });
  let session = emptySession;
  for (let count = 0; count < jamLimits.people * jamLimits.devicesOfPerson; count++) {
    const account = String(Math.floor(count / jamLimits.devicesOfPerson)).padStart(22, "0");
    session = deviceCame(session, { ...described, id: String(count).padStart(64, "d"), account, app: null, wakeable: true }, 0);
  }
  expect(session.devices).toHaveLength(160);
  expect(JSON.stringify(partsOf(session).devices).length).toBeLessThan(connectSocketLimits.unseen / 2);
});
