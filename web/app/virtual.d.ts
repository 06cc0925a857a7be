/** Whether this is a build, not the development server. */
declare const isBuilt: boolean;

/** What web/build/operator.ts makes of the operator's folder. */
declare module "virtual:operator" {
  export const logoUrl: string;
  export const operator: { name: string; tagline: string; accent: string; default_language: string; source_url?: string };
}

declare module "virtual:operator-legal" {
  /** Keys are `<page>.<language>`; values load the page as HTML. */
  export const legal: Record<string, (() => Promise<{ default: string }>) | undefined>;
}

/** The operator's accent as a custom property. */
declare module "virtual:operator.css" {}
