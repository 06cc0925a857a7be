/** Where the service will be reached, and whether something else is there. */
import { z } from "zod";
import type { Cloudflare } from "./cloudflare.ts";
import type { Address, DerivedConfig } from "./derive.ts";
import { DeployProblem } from "./problem.ts";
import type { Settings } from "./settings.ts";

const zonesSchema = z.array(z.object({ id: z.string(), name: z.string(), status: z.string().optional() }));
const domainsSchema = z.array(z.object({ hostname: z.string(), service: z.string() }));
const routesSchema = z.array(z.object({ pattern: z.string(), script: z.string().nullish() }));
const recordsSchema = z.array(z.object({ type: z.string(), content: z.string().optional() }));

/** What answers at the domain already: the Worker of the custom domain, and Workers by route. */
export type FoundRoutes = { domain: string | undefined; routes: Map<string, string> };

/** @throws DeployProblem when the account has no zone for the domain */
export async function findAddress(api: Cloudflare, accountId: string, settings: Settings): Promise<Address> {
  if (!settings.domain) return { kind: "workers.dev", host: `${settings.name}.${await workersDevName(api, accountId)}.workers.dev` };
  const labels = settings.domain.split(".");
  for (let index = 0; index < labels.length - 1; index++) {
    const name = labels.slice(index).join(".");
    const zones = await api.get(`/zones?name=${name}&account.id=${accountId}`, zonesSchema, "Zone → Zone → Read");
    const [zone] = zones;
    if (zone) return { kind: "domain", host: settings.domain, zone: { id: zone.id, name: zone.name } };
  }
  throw new DeployProblem(
    `No zone of the account holds ${settings.domain}, or the token may not see it.`,
    "Add the domain to the account, give the token “Zone → Zone → Read” for it, or leave domain out of deploy.toml to try Nearfield on workers.dev.",
  );
}

async function workersDevName(api: Cloudflare, accountId: string): Promise<string> {
  const schema = z.object({ subdomain: z.string().nullish() });
  const answer = await api
    .get(`/accounts/${accountId}/workers/subdomain`, schema, "Account → Workers Scripts → Edit")
    .catch(() => undefined);
  if (answer?.subdomain) return answer.subdomain;
  throw new DeployProblem(
    "The account has no workers.dev name yet, and deploy.toml names no domain.",
    "Set domain in deploy.toml, or open Workers in the dashboard once: it gives the account a name.",
  );
}

export async function readRoutes(api: Cloudflare, accountId: string, address: Address): Promise<FoundRoutes> {
  if (address.kind === "workers.dev") return { domain: undefined, routes: new Map() };
  const domains = await api.get(
    `/accounts/${accountId}/workers/domains?hostname=${address.host}`,
    domainsSchema,
    "Account → Workers Scripts → Edit",
  );
  const routes = await api.get(`/zones/${address.zone.id}/workers/routes`, routesSchema, "Zone → Workers Routes → Edit");
  return {
    domain: domains.find(({ hostname }) => hostname === address.host)?.service,
    routes: new Map(routes.flatMap(({ pattern, script }) => (script ? [[pattern, script]] : []))),
  };
}

/**
 * wrangler without a terminal replaces DNS records and takes over custom domains of other Workers without asking: so it is asked here.
 * @throws DeployProblem when the domain serves something that is not this deployment's
 */
export async function refuseTakenDomain(
  api: Cloudflare,
  address: Address,
  found: FoundRoutes,
  configs: readonly DerivedConfig[],
  settings: Settings,
) {
  if (address.kind === "workers.dev") return;
  const own = new Set(configs.map(({ name }) => name));
  const foreign = configs
    .flatMap(({ routes }) => routes.map(({ pattern }) => ({ pattern, script: found.routes.get(pattern) })))
    .filter(({ script }) => script !== undefined && !own.has(script));
  if (foreign.length > 0) {
    throw new DeployProblem(
      `Other Workers have these routes: ${foreign.map(({ pattern, script }) => `${pattern} (${script})`).join(", ")}.`,
      "Take the routes away in the dashboard, or choose another domain.",
    );
  }
  if (found.domain !== undefined && !own.has(found.domain)) {
    throw new DeployProblem(
      `${address.host} is a custom domain of the Worker ${found.domain}.`,
      "Take it away there, or choose another domain.",
    );
  }
  if (found.domain !== undefined || settings.replace_dns) return;
  const records = await api.get(`/zones/${address.zone.id}/dns_records?name=${address.host}`, recordsSchema, "Zone → DNS → Read");
  const taken = records.filter(({ type }) => ["A", "AAAA", "CNAME"].includes(type));
  if (taken.length === 0) return;
  throw new DeployProblem(
    `${address.host} points elsewhere already: ${taken.map(({ type, content }) => `${type} ${content ?? ""}`.trim()).join(", ")}.`,
    "Remove the DNS record, choose another domain, or set replace_dns = true in deploy.toml to have it replaced.",
  );
}
