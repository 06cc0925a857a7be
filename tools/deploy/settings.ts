/** The operator's settings: `deploy.toml` at the root of the checkout. `deploy.example.toml` explains each of them. */
import { existsSync, readFileSync } from "node:fs";
import { parse, TomlError } from "smol-toml";
import { z } from "zod";
import { emailSchema } from "../../domain/account.ts";
import { DeployProblem } from "./problem.ts";

/** Places that both D1 and R2 take as a hint: https://developers.cloudflare.com/d1/configuration/data-location/ */
const locationSchema = z.enum(["weur", "eeur", "apac", "oc", "wnam", "enam"]);

/** Slices 0–1023 in groups of 64, one group a database. */
export const slicesPerDatabase = 64;
const maximumDatabases = 16;

const settingsSchema = z.strictObject({
  account_id: z
    .string()
    .regex(/^[0-9a-f]{32}$/, "an account id has 32 hexadecimal digits")
    .optional(),
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,29}$/, "small letters, digits and hyphens; at most 30")
    .default("nearfield"),
  domain: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, "a host name such as music.example.org, without https:// and path")
    .optional(),
  replace_dns: z.boolean().default(false),
  location: locationSchema.optional(),
  /** Number of databases of each kind; the key is the kind's binding in small letters, such as `catalog` of CATALOG_0. */
  databases: z.record(z.string().regex(/^[a-z]+$/), z.int().min(1).max(maximumDatabases)).default({}),
  /** Settings of the Workers, by the name that their wrangler.toml declares under [vars]. */
  vars: z.record(z.string().regex(/^[A-Z][A-Z0-9_]*$/), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])).default({}),
  /** Secrets that others gave the operator. Each is read from the environment variable of its name, and sent when that is set. */
  secrets: z.strictObject({ from_environment: z.array(z.string().regex(/^[A-Z][A-Z0-9_]*$/)) }).default({ from_environment: [] }),
  /** Who is invited to be the first admin, once the service stands. */
  admin: z.strictObject({ email: emailSchema }).optional(),
});

export type Settings = z.infer<typeof settingsSchema>;

/** @throws DeployProblem when the text is not TOML or a setting is not understood */
export function parseSettings(text: string, file: string): Settings {
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    throw new DeployProblem(`${file} is not TOML: ${error.message}`, `Mend that line; tools/deploy/deploy.example.toml shows the form.`);
  }
  const result = settingsSchema.safeParse(document);
  if (result.success) return result.data;
  throw new DeployProblem(
    `${file} has settings that are not understood:\n${z.prettifyError(result.error)}`,
    "tools/deploy/deploy.example.toml explains each setting.",
  );
}

/** @throws DeployProblem when there is no such file */
export function readSettings(file: string): Settings {
  if (!existsSync(file)) {
    throw new DeployProblem(`There is no ${file}.`, "Copy tools/deploy/deploy.example.toml to deploy.toml and fill it in.");
  }
  return parseSettings(readFileSync(file, "utf8"), file);
}
