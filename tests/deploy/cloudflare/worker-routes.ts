/** The endpoints of Workers: versions, deployments, secrets, assets, and what calls a Worker. */
import { z } from "zod";
import { endpoint, jsonOf, Refusal, type Call, type Endpoint } from "./call.ts";
import type { Binding, Script } from "./state.ts";
import { uploadScript, uploadVersion } from "./upload.ts";

const account = "/accounts/:account";
const script = `${account}/workers/scripts/:script`;

export const workerRoutes: Endpoint[] = [
  endpoint("GET", `${account}/workers/services/:script`, (call) => {
    const { name, migrationTag } = scriptOf(call);
    const described = { id: name, tag: `tag-of-${name}`, tags: [], migration_tag: migrationTag, last_deployed_from: "wrangler" };
    return { id: name, default_environment: { environment: "production", script: described } };
  }),
  endpoint("GET", `${account}/workers/workers/:script`, (call) => {
    const { name, subdomain } = scriptOf(call);
    return { id: name, name, subdomain };
  }),
  endpoint("GET", `${account}/workers/subdomain`, ({ state }) => {
    if (!state.workersDevName) throw new Refusal(404, 10007, "You do not have a workers.dev subdomain");
    return { subdomain: state.workersDevName };
  }),
  endpoint("GET", `${account}/workers/domains`, ({ state, query }) =>
    state.domains.filter(({ hostname }) => hostname === query.get("hostname")),
  ),
  endpoint("PUT", script, uploadScript),
  endpoint("POST", `${script}/versions`, uploadVersion),
  endpoint("GET", `${script}/versions/:version`, (call) => {
    const version = scriptOf(call).versions.find(({ id }) => id === call.path["version"]);
    if (!version) throw new Refusal(404, 10007, "There is no such version");
    const { id, number, annotations, bindings } = version;
    return { id, number, metadata: {}, annotations, resources: { bindings: bindings.map(withoutSecret), script: {}, script_runtime: {} } };
  }),
  endpoint("GET", `${script}/deployments`, (call) => ({
    deployments: scriptOf(call).deployments.map(({ id, versionId }) => ({
      id,
      source: "wrangler",
      strategy: "percentage",
      versions: [{ version_id: versionId, percentage: 100 }],
    })),
  })),
  endpoint("POST", `${script}/deployments`, (call) => {
    const { versions } = jsonOf(call, z.object({ versions: z.array(z.object({ version_id: z.string() })) }));
    const target = scriptOf(call);
    const deployment = { id: call.state.uuid(), versionId: versions[0]?.version_id ?? "" };
    call.change(`deploy version of ${target.name}`, () => target.deployments.unshift(deployment));
    return { id: deployment.id };
  }),
  endpoint("GET", `${script}/secrets`, (call) => secretsOf(call).map(({ name, type }) => ({ name, type }))),
  endpoint("GET", `${script}/schedules`, (call) => ({ schedules: scriptOf(call).crons.map((cron) => ({ cron })) })),
  endpoint("PUT", `${script}/schedules`, (call) => {
    const crons = jsonOf(call, z.array(z.object({ cron: z.string() }))).map(({ cron }) => cron);
    const target = scriptOf(call);
    call.change(`schedule ${target.name}`, () => (target.crons = crons));
    return { schedules: crons.map((cron) => ({ cron })) };
  }),
  endpoint("GET", `${script}/subdomain`, (call) => scriptOf(call).subdomain),
  endpoint("POST", `${script}/subdomain`, (call) => {
    const { enabled, previews_enabled = false } = jsonOf(
      call,
      z.object({ enabled: z.boolean(), previews_enabled: z.boolean().optional() }),
    );
    const target = scriptOf(call);
    call.change(`workers.dev of ${target.name}: ${enabled}`, () => (target.subdomain = { enabled, previews_enabled }));
    return target.subdomain;
  }),
  endpoint("PATCH", `${script}/script-settings`, (call) => {
    const { name } = scriptOf(call);
    return call.change(`settings of ${name}`, () => ({}));
  }),
  endpoint("PUT", `${script}/routes`, setRoutes),
  endpoint("POST", `${script}/domains/changeset`, (call) => {
    const origins = jsonOf(call, z.array(z.object({ hostname: z.string() })));
    return { added: origins, removed: [], updated: [], conflicting: [] };
  }),
  endpoint("PUT", `${script}/domains/records`, setDomains),
  endpoint("POST", `${script}/assets-upload-session`, (call) => {
    const { manifest } = jsonOf(call, z.object({ manifest: z.record(z.string(), z.object({ hash: z.string() })) }));
    const hashes = [...new Set(Object.values(manifest).map(({ hash }) => hash))];
    const missing = hashes.filter((hash) => !call.state.assets.has(hash));
    return call.change(`open an upload of assets for ${call.path["script"]}`, () => ({
      jwt: "assets-token",
      buckets: missing.length > 0 ? [missing] : [],
    }));
  }),
  endpoint("POST", `${account}/workers/assets/upload`, async ({ body, headers, state }) => {
    // Not one of the changes that a test may break: wrangler tries again for a minute.
    const form = await new Response(body, { headers: { "content-type": headers["content-type"] ?? "" } }).formData();
    for (const hash of form.keys()) state.assets.add(hash);
    return { jwt: "assets-completed" };
  }),
];

function scriptOf({ state, path }: Call): Script {
  const found = state.scripts.get(path["script"] ?? "");
  if (!found) throw new Refusal(404, 10007, "This Worker does not exist on your account.");
  return found;
}

function secretsOf(call: Call): Binding[] {
  const { name } = scriptOf(call);
  return (call.state.liveVersion(name)?.bindings ?? []).filter(({ type }) => type === "secret_text");
}

/** A secret's text never leaves again. */
function withoutSecret(binding: Binding): Binding {
  return binding.type === "secret_text" ? { type: binding.type, name: binding.name } : binding;
}

function setRoutes(call: Call) {
  const wanted = jsonOf(call, z.array(z.object({ pattern: z.string(), zone_id: z.string() })));
  const { name } = scriptOf(call);
  call.change(`routes of ${name}`, () => {
    for (const zone of call.state.zones) {
      const kept = zone.routes.filter((route) => route.script !== name);
      const own = wanted
        .filter(({ zone_id }) => zone_id === zone.id)
        .map(({ pattern }) => ({ id: call.state.hexId(), pattern, script: name }));
      zone.routes.splice(0, zone.routes.length, ...kept, ...own);
    }
  });
  return wanted;
}

function setDomains(call: Call) {
  const { origins } = jsonOf(call, z.object({ origins: z.array(z.object({ hostname: z.string(), zone_id: z.string() })) }));
  const { name } = scriptOf(call);
  const { domains } = call.state;
  call.change(`custom domains of ${name}`, () => {
    const others = domains.filter(({ service, hostname }) => service !== name && !origins.some((origin) => origin.hostname === hostname));
    const own = origins.map(({ hostname, zone_id }) => ({ id: call.state.hexId(), hostname, service: name, zone_id }));
    domains.splice(0, domains.length, ...others, ...own);
  });
  return domains;
}
