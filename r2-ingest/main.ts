/** `npm run ingest -- FOLDER…`, `npm run ingest -- analyse [FOLDER…]` */
import { parseArgs } from "node:util";
import { analyse, ingest, type IngestSummary } from "./index.ts";
import { connect, type Connection } from "./cli/connect.ts";
import { Reporter } from "./cli/reporter.ts";
import { explain } from "./cli/explain.ts";
import { analysedLines, summaryLines } from "./cli/summary.ts";
import { S3Store, s3SettingsOf } from "./client/s3.ts";
import { usualRetries } from "./client/client.ts";
import type { Tier } from "../domain/ladder.ts";

const usage = `Usage: npm run ingest -- FOLDER… [options]
       npm run ingest -- analyse [FOLDER…] [options]

Brings WAV, AIFF, FLAC, MP3, Ogg Vorbis, Opus and M4A to a Nearfield server. What it has already is neither encoded nor sent again.

analyse computes audio features (tempo, key, …) of what the server has without them or with those of older methods: of the masters in the
folders, or of all from the masters that it keeps. Bringing masters in computes them too.

  --server URL       where to (default: NEARFIELD_INGEST_URL, else http://127.0.0.1:8787; one is started where none listens)
  --state DIR        the local server's state folder (default .nearfield/state)
  --playable-first   the AAC tiers of everything first, then the rest of the ladder
  --jobs N           tracks encoded at once (default: one a core)
  --help

NEARFIELD_INGEST_KEY is the server's ingest key; for a local server it is read from the state folder.
Objects above 90 MB go straight to R2 where NEARFIELD_S3_ENDPOINT, NEARFIELD_S3_BUCKET, NEARFIELD_S3_ACCESS_KEY_ID and
NEARFIELD_S3_SECRET_ACCESS_KEY are set.

The exit status is 0 when everything came in, 1 when something was refused, 2 when the run could not go on.`;

const playableTiers: readonly Tier[] = ["aac-128", "aac-256"];

type Flags = {
  server: string | undefined;
  state: string | undefined;
  playableFirst: boolean;
  analyseOnly: boolean;
  jobs: number | undefined;
  folders: string[];
};

function readFlags(): Flags | undefined {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      server: { type: "string" },
      state: { type: "string" },
      "playable-first": { type: "boolean", default: false },
      jobs: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const jobs = values.jobs === undefined ? undefined : Number(values.jobs);
  const isValid = jobs === undefined || (Number.isInteger(jobs) && jobs > 0);
  if (values.help || positionals.length === 0 || !isValid) return undefined;
  const analyseOnly = positionals[0] === "analyse";
  const folders = analyseOnly ? positionals.slice(1) : positionals;
  return { server: values.server, state: values.state, playableFirst: values["playable-first"], analyseOnly, jobs, folders };
}

async function bring(flags: Flags, connection: Connection, signal: AbortSignal, reporter: Reporter): Promise<IngestSummary[]> {
  const settings = s3SettingsOf(process.env);
  const options = {
    folders: flags.folders,
    server: connection.server,
    key: connection.key,
    cacheDir: connection.cacheDir,
    signal,
    ...(flags.jobs !== undefined && { concurrency: flags.jobs }),
    ...(settings && !connection.isLocal && { direct: new S3Store(settings, usualRetries) }),
  };
  if (flags.analyseOnly) return [await analyse({ ...options, onProgress: (progress) => reporter.hear(progress) })];
  const summaries: IngestSummary[] = [];
  if (flags.playableFirst) {
    reporter.begin("first pass: what makes everything play");
    summaries.push(await ingest({ ...options, tiers: playableTiers, features: false, onProgress: (progress) => reporter.hear(progress) }));
    reporter.begin("second pass: the rest of the ladder");
  }
  summaries.push(await ingest({ ...options, onProgress: (progress) => reporter.hear(progress) }));
  return summaries;
}

async function main(): Promise<number> {
  const flags = readFlags();
  if (!flags) {
    console.log(usage);
    return process.argv.includes("--help") ? 0 : 2;
  }
  const abort = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => abort.abort(new Error("stopped")));
  const reporter = new Reporter(process.stdout);
  const connection = await connect({ server: flags.server, state: flags.state, signal: abort.signal });
  try {
    const summaries = await bring(flags, connection, abort.signal, reporter);
    reporter.end();
    for (const line of flags.analyseOnly ? analysedLines(summaries) : summaryLines(summaries)) console.log(line);
    return summaries.some(({ refused }) => refused.length > 0) ? 1 : 0;
  } finally {
    reporter.end();
    await connection.close();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(explain(error));
  process.exitCode = 2;
}
