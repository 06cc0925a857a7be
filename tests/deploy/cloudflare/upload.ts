/** Uploads of a Worker's code: the multipart form of https://developers.cloudflare.com/workers/configuration/multipart-upload-metadata/ */
import { Refusal, type Call } from "./call.ts";
import type { AccountState, Binding, Script, Version } from "./state.ts";

type Metadata = {
  main_module: string;
  bindings: Binding[];
  keep_bindings?: string[];
  annotations?: Record<string, string>;
  migrations?: { new_tag: string };
};

/** The first upload of a Worker, and any with migrations of objects: version and deployment in one. */
export async function uploadScript(call: Call) {
  const name = call.path["script"] ?? "";
  const metadata = await metadataOf(call);
  const present = call.state.scripts.get(name);
  const bindings = settle(call.state, name, metadata, present);
  return call.change(`upload ${name}`, () => {
    const script: Script = present ?? {
      name,
      migrationTag: undefined,
      versions: [],
      deployments: [],
      subdomain: { enabled: false, previews_enabled: false },
      crons: [],
    };
    script.migrationTag = metadata.migrations?.new_tag ?? script.migrationTag;
    const version = addVersion(call.state, script, metadata, bindings);
    script.deployments.unshift({ id: call.state.uuid(), versionId: version.id });
    call.state.scripts.set(name, script);
    return {
      id: name,
      etag: "etag",
      deployment_id: version.id.replaceAll("-", ""),
      startup_time_ms: 1,
      migration_tag: script.migrationTag,
    };
  });
}

/** A later upload: a version that answers nothing until it is deployed. */
export async function uploadVersion(call: Call) {
  const name = call.path["script"] ?? "";
  const script = call.state.scripts.get(name);
  if (!script) throw new Refusal(404, 10007, "This Worker does not exist on your account.");
  const metadata = await metadataOf(call);
  const bindings = settle(call.state, name, metadata, script);
  const version = call.change(`upload version of ${name}`, () => addVersion(call.state, script, metadata, bindings));
  return { id: version.id, number: version.number, startup_time_ms: 1, metadata: {}, resources: { script: { etag: "etag" } } };
}

async function metadataOf({ body, headers }: Call): Promise<Metadata> {
  const form = await new Response(body, { headers: { "content-type": headers["content-type"] ?? "" } }).formData();
  const metadata = form.get("metadata");
  const text = metadata instanceof Blob ? await metadata.text() : (metadata ?? "");
  const parsed = JSON.parse(text) as Metadata;
  if (!form.has(parsed.main_module)) throw new Refusal(400, 10021, `No such module: ${parsed.main_module}`);
  return parsed;
}

function addVersion(state: AccountState, script: Script, { annotations = {} }: Metadata, bindings: Binding[]): Version {
  const set = Object.entries(annotations).filter(([, value]) => typeof value === "string");
  const version = { id: state.uuid(), number: script.versions.length + 1, annotations: Object.fromEntries(set), bindings };
  script.versions.push(version);
  return version;
}

/** What the version's bindings come to: inherited ones filled in, secrets kept, and each checked for its target. */
function settle(state: AccountState, name: string, metadata: Metadata, present: Script | undefined): Binding[] {
  const before = (present && state.liveVersion(name)?.bindings) ?? [];
  const given = metadata.bindings.map((binding) => {
    if (binding.type !== "inherit") return binding;
    const inherited = before.find((other) => other.name === binding.name);
    if (!inherited)
      throw new Refusal(400, 10057, `inherit binding '${binding.name}' is invalid: previous version of Worker does not have it`);
    return inherited;
  });
  const kept = before.filter((old) => metadata.keep_bindings?.includes(old.type) && !given.some((binding) => binding.name === old.name));
  for (const binding of given) checkTarget(state, name, binding);
  return [...given, ...kept].toSorted((a, b) => a.name.localeCompare(b.name));
}

function checkTarget(state: AccountState, name: string, binding: Binding): void {
  const missing = (code: number, target: unknown) =>
    new Refusal(400, code, `binding ${binding.name} of type ${binding.type}: there is no ${String(target)}`);
  switch (binding.type) {
    case "d1":
      if (!state.databases.some(({ uuid }) => uuid === binding["id"])) throw missing(10181, `D1 database ${String(binding["id"])}`);
      return;
    case "r2_bucket":
      if (!state.buckets.some((bucket) => bucket.name === binding["bucket_name"])) throw missing(10085, binding["bucket_name"]);
      return;
    case "queue":
      if (!state.queues.some(({ queue_name }) => queue_name === binding["queue_name"])) throw missing(11000, binding["queue_name"]);
      return;
    case "service":
      if (binding["service"] !== name && !state.scripts.has(String(binding["service"]))) throw missing(10143, binding["service"]);
      return;
    case "durable_object_namespace":
      if (typeof binding["script_name"] === "string" && binding["script_name"] !== name && !state.scripts.has(binding["script_name"])) {
        throw missing(10061, binding["script_name"]);
      }
      return;
    default:
  }
}
