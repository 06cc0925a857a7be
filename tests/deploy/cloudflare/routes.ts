/** The endpoints outside of Workers: accounts, D1, R2, Queues, zones. */
import { z } from "zod";
import { endpoint, jsonOf, Paged, Refusal, type Call, type Endpoint } from "./call.ts";
import type { Database, Queue, Zone } from "./state.ts";
import { workerRoutes } from "./worker-routes.ts";

const account = "/accounts/:account";
const consumerSchema = z.object({ script_name: z.string(), settings: z.unknown(), dead_letter_queue: z.string().optional() });

export const routes: Endpoint[] = [
  endpoint("GET", "/user/tokens/verify", () => ({ id: "token", status: "active" })),
  endpoint("GET", "/accounts", ({ query }) => new Paged([{ id: "0123456789abcdef0123456789abcdef", name: "Test" }], query)),
  endpoint("GET", `${account}/d1/database`, ({ state, query }) => {
    const wanted = query.get("name") ?? "";
    const found = state.databases.filter(({ name }) => name.includes(wanted));
    return new Paged(found.map(described), query);
  }),
  endpoint("POST", `${account}/d1/database`, createDatabase),
  endpoint("GET", `${account}/d1/database/:id`, (call) => described(databaseOf(call))),
  endpoint("POST", `${account}/d1/database/:id/query`, queryDatabase),
  endpoint("GET", `${account}/r2/buckets/:name`, ({ state, path }) => {
    const bucket = state.buckets.find(({ name }) => name === path["name"]);
    if (!bucket) throw new Refusal(404, 10006, "The specified bucket does not exist.");
    return bucket;
  }),
  endpoint("POST", `${account}/r2/buckets`, (call) => {
    const { name, locationHint } = jsonOf(call, z.object({ name: z.string(), locationHint: z.string().optional() }));
    if (call.state.buckets.some((bucket) => bucket.name === name))
      throw new Refusal(409, 10004, "The bucket you tried to create already exists.");
    call.change(`create bucket ${name}`, () => call.state.buckets.push({ name, location: locationHint }));
    return {};
  }),
  endpoint("GET", `${account}/queues`, ({ state, query }) => {
    const names = query.getAll("name");
    return new Paged(state.queues.filter(({ queue_name }) => names.length === 0 || names.includes(queue_name)).map(withCounts), query);
  }),
  endpoint("POST", `${account}/queues`, createQueue),
  endpoint("POST", `${account}/queues/:id/consumers`, setConsumer),
  endpoint("PUT", `${account}/queues/:id/consumers/:consumer`, setConsumer),
  endpoint("GET", "/zones", ({ state, query }) => {
    const found = state.zones.filter(({ name }) => name === query.get("name"));
    return new Paged(
      found.map(({ id, name }) => ({ id, name, status: "active" })),
      query,
    );
  }),
  endpoint("GET", "/zones/:zone/workers/routes", (call) => zoneOf(call).routes),
  endpoint("POST", "/zones/:zone/workers/routes", (call) => {
    const { pattern, script } = jsonOf(call, z.object({ pattern: z.string(), script: z.string() }));
    const zone = zoneOf(call);
    if (zone.routes.some((route) => route.pattern === pattern))
      throw new Refusal(409, 10020, "A route with the same pattern already exists.");
    const route = { id: call.state.hexId(), pattern, script };
    call.change(`add route ${pattern} → ${script}`, () => zone.routes.push(route));
    return route;
  }),
  endpoint("GET", "/zones/:zone/dns_records", (call) => {
    const records = zoneOf(call).records.filter(({ name }) => name === call.query.get("name"));
    return new Paged(records, call.query);
  }),
  ...workerRoutes,
];

function described({ uuid, name }: Database) {
  return { uuid, name, version: "production", created_at: "2026-11-01T00:00:00.000Z", num_tables: 0, file_size: 0 };
}

function createDatabase(call: Call) {
  const { name, primary_location_hint } = jsonOf(call, z.object({ name: z.string(), primary_location_hint: z.string().optional() }));
  if (call.state.databases.some((database) => database.name === name)) {
    throw new Refusal(400, 7502, `A database with that name already exists: ${name}`);
  }
  return call.change(`create database ${name}`, () => described(call.state.addDatabase(name, primary_location_hint)));
}

function databaseOf({ state, path }: Call): Database {
  const database = state.databases.find(({ uuid, name }) => uuid === path["id"] || name === path["id"]);
  if (!database) throw new Refusal(404, 7404, "The database could not be found");
  return database;
}

/** SQL runs for real. Whether it changes anything is seen by trying it in a transaction that is rolled back. */
function queryDatabase(call: Call) {
  const { sqlite, name } = databaseOf(call);
  const { sql } = jsonOf(call, z.object({ sql: z.string() }));
  const run = () => {
    try {
      // One statement answers rows; several, as a migration has, are run for their effect.
      if (/^\s*SELECT\b/i.test(sql)) return sqlite.prepare(sql).all();
      sqlite.exec(sql);
      return [];
    } catch (error) {
      throw new Refusal(400, 7500, `${error instanceof Error ? error.message : String(error)}: SQLITE_ERROR`);
    }
  };
  const mark = () =>
    Object.values({
      ...sqlite.prepare("SELECT total_changes() AS rows, (SELECT schema_version FROM pragma_schema_version) AS version").get(),
    }).join();
  const before = mark();
  sqlite.exec("BEGIN");
  let changes: boolean;
  try {
    run();
    changes = mark() !== before;
  } finally {
    sqlite.exec("ROLLBACK");
  }
  const results = changes ? call.change(`write to ${name}: ${sql.trim().split("\n")[0]}`, run) : run();
  return [{ results, success: true, meta: { duration: 0.1, changes: 0, rows_read: 0, rows_written: 0 } }];
}

function createQueue(call: Call) {
  const { queue_name } = jsonOf(call, z.object({ queue_name: z.string() }));
  if (call.state.queues.some((queue) => queue.queue_name === queue_name)) throw new Refusal(409, 11009, "Queue name is already taken");
  const queue: Queue = { queue_id: call.state.hexId(), queue_name, consumers: [] };
  call.change(`create queue ${queue_name}`, () => call.state.queues.push(queue));
  return withCounts(queue);
}

function withCounts(queue: Queue) {
  return {
    ...queue,
    created_on: "2026-11-01T00:00:00Z",
    modified_on: "2026-11-01T00:00:00Z",
    producers: [],
    producers_total_count: 0,
    consumers_total_count: queue.consumers.length,
  };
}

function setConsumer(call: Call) {
  const queue = call.state.queues.find(({ queue_id }) => queue_id === call.path["id"]);
  if (!queue) throw new Refusal(404, 11000, "Queue does not exist");
  const { script_name, settings, dead_letter_queue } = jsonOf(call, consumerSchema);
  const present = queue.consumers.find(({ consumer_id }) => consumer_id === call.path["consumer"]);
  if (!present && queue.consumers.length > 0) throw new Refusal(400, 11004, `Queue ${queue.queue_name} already has a consumer`);
  const consumer = {
    consumer_id: present?.consumer_id ?? call.state.hexId(),
    type: "worker",
    script: script_name,
    settings,
    ...(dead_letter_queue ? { dead_letter_queue } : {}),
  };
  call.change(`consume ${queue.queue_name} by ${script_name}`, () => queue.consumers.splice(0, 1, consumer));
  return consumer;
}

function zoneOf({ state, path }: Call): Zone {
  const zone = state.zones.find(({ id }) => id === path["zone"]);
  if (!zone) throw new Refusal(404, 7003, "Could not route to that zone");
  return zone;
}
