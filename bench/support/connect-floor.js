// Opens Connect sessions to whoever runs on this machine, for measurements; beside them stands the floor: an object that writes one row,
// tells everybody as many bytes, and does nothing else.
import { DurableObject } from "cloudflare:workers";

export class Floor extends DurableObject {
  constructor(context, env) {
    super(context, env);
    context.storage.sql.exec("CREATE TABLE IF NOT EXISTS kept (one INTEGER PRIMARY KEY, document TEXT NOT NULL)");
  }

  fetch() {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  /** What comes in names the text that goes out. */
  webSocketMessage(socket, text) {
    const { mark, keeps, filling } = JSON.parse(text);
    if (keeps) this.ctx.storage.sql.exec("INSERT OR REPLACE INTO kept (one, document) VALUES (1, ?)", text);
    const told = JSON.stringify({ mark, filling });
    for (const listener of this.ctx.getWebSockets()) listener.send(told);
  }
}

export default {
  fetch(request, env) {
    const url = new URL(request.url);
    const [, kind, name] = url.pathname.split("/");
    const stub = (kind === "floor" ? env.FLOOR : env.CONNECT_SESSIONS).getByName(name);
    const headers = { upgrade: "websocket", "nearfield-viewer": encodeURIComponent(url.searchParams.get("viewer") ?? "") };
    return stub.fetch("https://connect.internal/", { headers });
  },
};
