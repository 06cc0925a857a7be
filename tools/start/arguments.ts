import { parseArgs } from "node:util";
import { isAbsolute, join } from "node:path";
import { defaultStateFolder } from "../support/paths.ts";

export type StartArguments = { port: number; state: string; demo: boolean; databases: number; printReady: boolean; verbose: boolean };

export class UsageError extends Error {}

export const usage = `npm start -- [options]
  --port N         port on 127.0.0.1 (default 8787, or the PORT variable; 0: any free one)
  --state DIR      folder for databases, audio and secrets (default .nearfield/state)
  --no-demo        leave the demo catalogue out
  --databases N    spread the catalogue over N databases (default 1)
  --verbose        show each request's log line`;

/** @throws UsageError */
export function readArguments(argv: readonly string[], environment: NodeJS.ProcessEnv): StartArguments {
  const { values } = parse(argv);
  const port = Number(values.port ?? environment["PORT"] ?? 8787);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError(`not a port: ${values.port ?? environment["PORT"]}`);
  const databases = Number(values.databases ?? 1);
  if (!Number.isInteger(databases) || databases < 1 || databases > 16)
    throw new UsageError(`not a number of databases: ${values.databases}`);
  const state = values.state ?? defaultStateFolder;
  return {
    port,
    state: isAbsolute(state) ? state : join(process.cwd(), state),
    demo: !values["no-demo"],
    databases,
    printReady: values["print-ready"] ?? false,
    verbose: values.verbose ?? false,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        port: { type: "string" },
        state: { type: "string" },
        "no-demo": { type: "boolean" },
        databases: { type: "string" },
        "print-ready": { type: "boolean" },
        verbose: { type: "boolean" },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "unknown option");
  }
}
