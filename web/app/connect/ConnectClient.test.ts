/** What a page owes to the connection itself. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DeviceMessage } from "../../../contracts/connect.ts";
import { connectPing, connectSocketLimits } from "../../../contracts/connect-limits.ts";
import { commandTypes } from "../../../domain/connect/schema.ts";
import { ConnectClient } from "./ConnectClient.ts";
import { openHouse } from "./support/house.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const device = (id: string) => ({
  id,
  name: "n".repeat(100),
  kind: "computer" as const,
  roles: ["player" as const],
  commands: [...commandTypes],
  formats: [],
  volume_steps: 100,
});

test("what arrived is said to be seen before more is on its way than the session wants to have there, however long devices are", async () => {
  const house = openHouse();
  let seen = 0;
  const nothing = () => undefined;
  const client = new ConnectClient({
    address: "wss://music.example/connect",
    device: device("page"),
    session: async () => undefined,
    ticket: async () => "",
    random: Math.random,
    network: new EventTarget(),
    open() {
      const socket = house.open();
      const send = socket.send.bind(socket);
      socket.send = (text) => {
        if (typeof text === "string" && text !== connectPing) {
          const message = JSON.parse(text) as DeviceMessage;
          if (message.t === "seen") seen = message.d.revision;
        }
        send(text);
      };
      return socket;
    },
    now: () => performance.now(),
    newId: () => crypto.randomUUID().replaceAll("-", ""),
    onLink: nothing,
    onLost: nothing,
    onWelcome: nothing,
    onChange: nothing,
    onExec: nothing,
    onOffer: nothing,
    onCommit: nothing,
    onRefused: nothing,
  });
  for (let count = 0; count < 40; count++) house.take({ type: "hello", device: device(`speaker-${count}`) });
  client.connect();
  await vi.advanceTimersByTimeAsync(2000);
  const from = house.hub.session.revision;
  for (let told = 0; told < 20; told++) {
    house.take(told % 2 === 0 ? { type: "gone", device: "speaker-1" } : { type: "hello", device: device("speaker-1") });
    await vi.advanceTimersByTimeAsync(100);
    const { devices, revision } = house.hub.session;
    expect(JSON.stringify(devices).length * (revision - Math.max(from, seen))).toBeLessThan(connectSocketLimits.unseen / 4);
  }
  client.close();
});
