/** Jams by their paths (contracts/jam.ts); each function throws RequestError. */
import { jamsPath } from "../../../contracts/connect-limits.ts";
import type { JamMade, JamOffer } from "../../../contracts/jam.ts";
import type { JamControls } from "../../../domain/connect/schema.ts";
import { send } from "../api/client.ts";

const path = (id: string, rest = "") => `${jamsPath}/${encodeURIComponent(id)}${rest}`;

export const jamApi = {
  path,
  /** @param idempotencyKey the same for each try */
  make: (idempotencyKey: string) => send<JamMade>(jamsPath, { method: "POST", idempotencyKey }),
  offer: (id: string, secret: string) => send<JamOffer>(path(id, "/offer"), { method: "POST", body: { secret } }),
  join: (id: string, secret: string) => send(path(id, "/members"), { method: "POST", body: { secret } }),
  part: (id: string, account: string) => send(path(id, `/members/${encodeURIComponent(account)}`), { method: "DELETE" }),
  end: (id: string) => send(path(id), { method: "DELETE" }),
  setControls: (id: string, controls: JamControls) => send(path(id, "/controls"), { method: "PUT", body: { controls } }),
  renewLink: (id: string) => send<JamMade>(path(id, "/link"), { method: "POST" }),
};
