/** Builds what the operator configured into the player: name, accent, logo, icons, legal pages. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import sharp from "sharp";
import type { Plugin } from "vite";
import { z } from "zod";
import { escapeHtml, renderMarkdown } from "./markdown.ts";

const operatorSchema = z.strictObject({
  name: z.string().trim().min(1).max(40),
  tagline: z.string().trim().max(120),
  accent: z.string().regex(/^#[0-9a-fA-F]{6}$/),
  default_language: z.string().regex(/^[a-z]{2}$/),
  source_url: z.url().optional(),
});
type Operator = z.infer<typeof operatorSchema>;

const legalFile = /^(imprint|privacy|terms)\.([a-z]{2})\.md$/;
const iconSizes = [180, 192, 512];

function readOperator(folder: string): Operator {
  const path = join(folder, "operator.json");
  const parsed = operatorSchema.safeParse(JSON.parse(readFileSync(path, "utf8")));
  if (!parsed.success) throw new Error(`${path}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function operatorModule(folder: string, operator: Operator): string {
  return [
    `export { default as logoUrl } from ${JSON.stringify(`${join(folder, "logo.svg")}?url`)};`,
    `export const operator = ${JSON.stringify(operator)};`,
  ].join("\n");
}

function legalModule(folder: string): string {
  const legal = join(folder, "legal");
  const files = existsSync(legal) ? readdirSync(legal).toSorted() : [];
  const entries = files
    .filter((file) => legalFile.test(file))
    .map((file) => {
      const [, page, language] = legalFile.exec(file) ?? [];
      return `${JSON.stringify(`${page}.${language}`)}: () => import(${JSON.stringify(join(legal, file))})`;
    });
  return `export const legal = { ${entries.join(",\n")} };`;
}

function webManifest(operator: Operator): string {
  return JSON.stringify({
    id: "/",
    name: operator.name,
    short_name: operator.name,
    description: operator.tagline,
    start_url: "/",
    scope: "/",
    display: "standalone",
    background_color: "#161210",
    theme_color: "#161210",
    categories: ["music", "entertainment"],
    icons: [
      { src: "/icon.svg", sizes: "any", type: "image/svg+xml", purpose: "any" },
      { src: "/icon-192.png", sizes: "192x192", type: "image/png", purpose: "any maskable" },
      { src: "/icon-512.png", sizes: "512x512", type: "image/png", purpose: "any maskable" },
    ],
  });
}

function namedIndex(html: string, operator: Operator): string {
  const head = `<title>${escapeHtml(operator.name)}</title>\n    <meta name="description" content="${escapeHtml(operator.tagline)}" />`;
  // Nothing is worth painting before the script has drawn it, and a chosen theme would flash in the system's.
  return html.replace("<title></title>", head).replace('<script type="module"', '<script type="module" blocking="render"');
}

/** @param defaultFolder used where `NEARFIELD_OPERATOR` names no other */
export function operatorPlugin(defaultFolder: string): Plugin {
  const folder = resolve(process.env.NEARFIELD_OPERATOR ?? defaultFolder);
  const operator = readOperator(folder);
  const modules: Record<string, () => string> = {
    "virtual:operator": () => operatorModule(folder, operator),
    "virtual:operator-legal": () => legalModule(folder),
    "virtual:operator.css": () => `:root { --operator-accent: ${operator.accent}; }`,
  };
  return {
    name: "nearfield-operator",
    resolveId: (id) => (id in modules ? `\0${id}` : undefined),
    load: (id) => modules[id.slice(1)]?.(),
    transform: (code, id) =>
      id.endsWith(".md") ? { code: `export default ${JSON.stringify(renderMarkdown(code))};`, map: null } : undefined,
    transformIndexHtml: {
      order: "post",
      handler: (html) => namedIndex(html, operator),
    },
    async generateBundle() {
      const icon = readFileSync(join(folder, "icon.svg"));
      this.emitFile({ type: "asset", fileName: "icon.svg", source: icon });
      this.emitFile({ type: "asset", fileName: "manifest.webmanifest", source: webManifest(operator) });
      for (const size of iconSizes) {
        const source = await sharp(icon, { density: 96 }).resize(size, size).png({ compressionLevel: 9 }).toBuffer();
        this.emitFile({ type: "asset", fileName: `icon-${size}.png`, source });
      }
    },
  };
}
