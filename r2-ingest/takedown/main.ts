/** `npm run takedown -- ID [--restore] [--reason TEXT]` */
import { parseArgs } from "node:util";
import { isId, parseUri } from "../../domain/ids.ts";
import { connect } from "../cli/connect.ts";
import { explain } from "../cli/explain.ts";
import { IngestClient } from "../client/client.ts";

const usage = `Usage: npm run takedown -- ID [--restore] [--reason TEXT] [--server URL] [--state DIR]

Withdraws an album (all its tracks) or one track, at once for new plays and within a minute for URLs handed out before; --restore brings it back.
ID is the id or the URI (nearfield:album:…, nearfield:track:…) of either.`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      restore: { type: "boolean", default: false },
      reason: { type: "string" },
      server: { type: "string" },
      state: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const [given = ""] = positionals;
  const id = parseUri(given)?.id ?? given;
  if (values.help || positionals.length !== 1 || !isId(id)) {
    console.log(usage);
    return values.help ? 0 : 2;
  }
  const abort = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => abort.abort(new Error("stopped")));
  const connection = await connect({ server: values.server, state: values.state, signal: abort.signal });
  try {
    const client = new IngestClient({ server: connection.server, key: connection.key, signal: abort.signal });
    const { reason } = values;
    const action = values.restore ? "restore" : "withdraw";
    const result = await client.postTakedown({ id, action, ...(reason !== undefined && { reason }) });
    console.log(`${result.type} “${result.title}” is ${result.state}${result.changed ? "" : " already"}.`);
    return 0;
  } finally {
    await connection.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(explain(error));
  process.exitCode = 2;
}
