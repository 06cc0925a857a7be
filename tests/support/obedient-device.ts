/** A device that does whatever its session asks of it, and reports: what a client of the Web API's player needs at the other end. */
import { randomBytes } from "node:crypto";
import type { ServerMessage } from "../../contracts/connect.ts";
import { positionAt } from "../../domain/connect/anchor.ts";
import type { Command, DeviceDescription } from "../../domain/connect/schema.ts";
import { ConnectSocket, deviceNamed, newMessageId } from "./connect-socket.ts";

export type ObedientDevice = {
  id: string;
  socket: ConnectSocket;
  /** What it was asked to do so far, in order. */
  executed(): Command[];
};

/** Connected, and welcome. @param token of the scopes that its roles ask for @param more of how it describes itself */
export async function openObedientDevice(url: string, token: string, more: Partial<DeviceDescription> = {}): Promise<ObedientDevice> {
  const device = deviceNamed(randomBytes(9).toString("base64url"), more);
  const socket = await ConnectSocket.connect({ url, headers: { authorization: `Bearer ${token}` } }, device.id);
  obey(socket);
  socket.say({ t: "hello", id: newMessageId(), d: { device } });
  await socket.next("welcome");
  return {
    id: device.id,
    socket,
    executed: () => socket.messages.filter((message) => message.t === "exec").map(({ d }) => d.command),
  };
}

function obey(socket: ConnectSocket): void {
  let clockOffset = 0;
  socket.onMessage((message) => {
    if (message.t === "welcome") clockOffset = message.d.server_time - Date.now();
    if (message.t === "transfer.offer") socket.say({ t: "transfer.ready", d: { transfer: message.d.transfer } });
    if (message.t === "exec") execute(socket, message, Date.now() + clockOffset);
  });
}

/** @param at by the session's clock */
function execute(socket: ConnectSocket, { id, d: { state, queue } }: Extract<ServerMessage, { t: "exec" }>, at: number): void {
  socket.say({ t: "exec.ok", re: id, d: {} });
  const current = (queue ?? socket.parts.queue)?.current;
  if (!current) return;
  const status = state.playing ? "playing" : "paused";
  socket.say({
    t: "report",
    d: { epoch: state.epoch, asked: state.asked, uid: current.uid, status, position_ms: positionAt(state.anchor, at), at },
  });
}
