/** A developer's own apps: the clients of the OAuth server that anybody with an account may register. */
import { Hono, type Context } from "hono";
import type { z } from "zod";
import { appChangeSchema, appInputSchema, type App, type appListSchema, type appWithSecretSchema } from "../../contracts/accounts/apps.ts";
import { ClientError } from "../../contracts/errors.ts";
import { changeApp, deleteApp, endClient, insertApp, listApps, readApp, type AppChange } from "../../d1/accounts/apps.ts";
import { writeAudit } from "../../d1/accounts/audit.ts";
import type { OAuthClientRow } from "../../d1/schema/accounts.ts";
import { newIdBeside } from "../../d1/accounts/new-id.ts";
import type { GrantType } from "../../domain/access.ts";
import type { AuditAction } from "../../domain/audit.ts";
import { appLimit, faultOfApp, grantTypesOf, isDeviceApp, type AppKind } from "../../domain/oauth/app.ts";
import { parseBody } from "../../frame/parse.ts";
import type { AccountsEnv } from "./env.ts";
import { hashSecret, newSecret } from "./oauth/secret.ts";

export const apps = new Hono<AccountsEnv>();

const limitBytes = 20_000;

type OwnedApp = OAuthClientRow & { ownerId: string };

apps.get("/accounts/v1/apps", async (context) => {
  const rows = await listApps(context.get("services").accounts, context.get("session").account.id);
  return context.json<z.infer<typeof appListSchema>>({ apps: rows.map(describeApp) });
});

apps.post("/accounts/v1/apps", async (context) => {
  const input = await parseBody(context, appInputSchema, { limitBytes });
  const secret = input.confidential ? newSecret() : null;
  const app = await register(context, input, secret);
  return context.json<z.infer<typeof appWithSecretSchema>>({ ...describeApp(app), client_secret: secret }, 201);
});

apps.patch("/accounts/v1/apps/:id", async (context) => {
  const input = await parseBody(context, appChangeSchema, { limitBytes });
  const seen = await requireApp(context);
  const redirectUris = input.redirect_uris ? distinct(input.redirect_uris) : seen.redirectUris;
  const grantTypes = requireUsable({
    redirectUris,
    confidential: seen.secretHash !== null,
    device: input.device ?? isDeviceApp(seen.grantTypes),
  });
  const { name = seen.name, description = seen.description, website = seen.website } = input;
  return context.json(describeApp(await change(context, seen, { name, description, website, redirectUris, grantTypes }, "app_changed")));
});

apps.post("/accounts/v1/apps/:id/secret", async (context) => {
  const seen = await requireApp(context);
  if (seen.secretHash === null) throw new ClientError("unprocessable", { message: "A public app has no secret." });
  const secret = newSecret();
  const app = await change(context, seen, { secretHash: await hashSecret(secret) }, "app_secret_changed");
  return context.json<z.infer<typeof appWithSecretSchema>>({ ...describeApp(app), client_secret: secret });
});

apps.delete("/accounts/v1/apps/:id", async (context) => {
  await remove(context, context.req.param("id"));
  return context.body(null, 204);
});

/** @throws ClientError `invalid_request` with the field, or `unprocessable` when there are as many as may be */
async function register(context: Context<AccountsEnv>, input: z.infer<typeof appInputSchema>, secret: string | null): Promise<OwnedApp> {
  const { accounts, now } = context.get("services");
  const ownerId = context.get("session").account.id;
  const redirectUris = distinct(input.redirect_uris);
  const row: OwnedApp = {
    id: newIdBeside(ownerId),
    ownerId,
    name: input.name,
    description: input.description,
    website: input.website,
    redirectUris,
    grantTypes: requireUsable({ redirectUris, confidential: input.confidential, device: input.device }),
    secretHash: secret === null ? null : await hashSecret(secret),
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  };
  if (!(await insertApp(accounts, row, appLimit))) {
    throw new ClientError("unprocessable", { message: `A developer has ${appLimit} apps at most: delete one first.` });
  }
  await audit(context, "app_created", row);
  return row;
}

async function change(context: Context<AccountsEnv>, seen: OwnedApp, changed: AppChange, action: AuditAction): Promise<OAuthClientRow> {
  const { accounts, now } = context.get("services");
  const app = await changeApp(accounts, seen, changed, now);
  if (!app) throw new ClientError("conflict", { message: "The app was changed elsewhere meanwhile: look at it again." });
  await audit(context, action, app);
  return app;
}

/** Everything again when it is repeated: whoever saw it fail half-way has to be able to finish it. */
async function remove(context: Context<AccountsEnv>, id: string): Promise<void> {
  const services = context.get("services");
  const { accounts, now } = services;
  const key = { id, ownerId: context.get("session").account.id };
  const outcome = await deleteApp(accounts, key, now);
  if (outcome === "unknown") throw new ClientError("not_found");
  if (outcome === "deleted") await audit(context, "app_deleted", key);
  await services.revoke(await endClient(accounts, id, now));
}

async function audit(context: Context<AccountsEnv>, action: AuditAction, app: { id: string; name?: string }): Promise<void> {
  const { accounts, now } = context.get("services");
  const { account } = context.get("session");
  await writeAudit(accounts, { accountId: account.id, actor: account.id, action, detail: { id: app.id, name: app.name }, at: now });
}

/** @throws ClientError `not_found`: also for an app of somebody else, which is nobody's business */
async function requireApp(context: Context<AccountsEnv>): Promise<OwnedApp> {
  const ownerId = context.get("session").account.id;
  const app = await readApp(context.get("services").accounts, { id: context.req.param("id") ?? "", ownerId });
  if (!app) throw new ClientError("not_found");
  return { ...app, ownerId };
}

/** @returns its grant types @throws ClientError `invalid_request` with the field */
function requireUsable(app: AppKind): GrantType[] {
  const fault = faultOfApp(app);
  if (fault) throw new ClientError("invalid_request", fault);
  return grantTypesOf(app);
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)];
}

function describeApp(app: OAuthClientRow): App {
  return {
    id: app.id,
    name: app.name,
    description: app.description,
    website: app.website,
    redirect_uris: app.redirectUris,
    confidential: app.secretHash !== null,
    device: isDeviceApp(app.grantTypes),
    created_at: new Date(app.createdAt).toISOString(),
  };
}
