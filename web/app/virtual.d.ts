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

/** The package has no types of its own; these are the options that the page of the Web API sets. */
declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  export default function SwaggerUI(options: {
    url: string;
    dom_id: string;
    deepLinking: boolean;
    tryItOutEnabled: boolean;
    docExpansion: "list" | "full" | "none";
  }): void;
}
