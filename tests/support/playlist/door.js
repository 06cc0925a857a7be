// Opens a playlist's object to whoever runs on this machine, for proofs and measurements: an RPC a request, and sockets.
// Beside it stands the floor: an object that writes one row and tells everybody, and does nothing else.
import { DurableObject } from "cloudflare:workers";

export class Floor extends DurableObject {
  constructor(context, env) {
    super(context, env);
    context.storage.sql.exec(
      "CREATE TABLE IF NOT EXISTS log (revision INTEGER PRIMARY KEY, op_id TEXT NOT NULL UNIQUE, change TEXT NOT NULL)",
    );
  }

  write(id, change) {
    const { revision } = this.ctx.storage.sql
      .exec("INSERT INTO log (op_id, change) VALUES (?, ?) RETURNING revision", id, JSON.stringify(change))
      .one();
    const sockets = this.ctx.getWebSockets();
    const text = JSON.stringify({ v: 1, type: "change", revision, by: "nobody", at: Date.now(), op_id: id, change });
    for (const socket of sockets) socket.send(text);
    return { ok: true, value: { revision } };
  }

  fetch() {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }
}

export default {
  async fetch(request, env) {
    const url = new URL(request.url);
    const [, kind, name, method] = url.pathname.split("/");
    const stub = (kind === "floor" ? env.FLOOR : env.PLAYLIST).getByName(name);
    if (request.headers.get("upgrade") === "websocket") {
      const headers = { upgrade: "websocket", "nearfield-viewer": encodeURIComponent(url.searchParams.get("viewer") ?? "") };
      return stub.fetch("https://playlist.internal/live", { headers });
    }
    if (method === "repeat") return Response.json(await repeat(stub, await request.json()));
    return Response.json((await stub[method](...(await request.json()))) ?? null);
  },
};

/** Calls one after the other from within the runtime. @returns milliseconds that all of them took: the clock stands still between I/O only */
async function repeat(stub, { method, calls }) {
  const started = Date.now();
  for (const call of calls) {
    const answer = await stub[method](...call);
    if (!answer.ok) throw new Error(JSON.stringify(answer));
  }
  return { ms: Date.now() - started };
}
