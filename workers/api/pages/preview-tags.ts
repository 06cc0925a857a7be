/** What a page says of itself to whoever previews links: Open Graph, Twitter's cards, and where its oEmbed answer is. Pure. */
import type { ShareableType } from "../../../domain/share-path.ts";

export type PreviewImage = { url: string; width: number; height: number };

export type Preview = {
  type: ShareableType;
  /** Its page. */
  url: string;
  title: string;
  /** Whoever made it; absent for an artist. */
  by?: { name: string; url?: string };
  /** Without words of any language: names, years, lengths. */
  description: string;
  image: PreviewImage | undefined;
  /** Of Open Graph's `music`, absolute addresses and numbers. */
  music: readonly (readonly [property: string, content: string])[];
};

/** https://ogp.me/#types */
const openGraphTypes = {
  album: "music.album",
  track: "music.song",
  playlist: "music.playlist",
  artist: "profile",
} as const satisfies Record<ShareableType, string>;

export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;");
}

function meta(attribute: "name" | "property", key: string, content: string): string {
  return `<meta ${attribute}="${key}" content="${escapeHtml(content)}" />`;
}

/** Where the oEmbed answer about a page is. */
export function oembedAddress(pageUrl: string): string {
  const { origin } = new URL(pageUrl);
  return `${origin}/oembed?${new URLSearchParams({ url: pageUrl, format: "json" }).toString()}`;
}

/** @param site the service's name */
export function previewTags(preview: Preview, site: string): string {
  const { type, url, title, description, image, music } = preview;
  return [
    `<link rel="canonical" href="${escapeHtml(url)}" />`,
    `<link rel="alternate" type="application/json+oembed" href="${escapeHtml(oembedAddress(url))}" title="${escapeHtml(title)}" />`,
    meta("property", "og:type", openGraphTypes[type]),
    meta("property", "og:site_name", site),
    meta("property", "og:title", title),
    meta("property", "og:description", description),
    meta("property", "og:url", url),
    ...(image
      ? [
          meta("property", "og:image", image.url),
          meta("property", "og:image:width", String(image.width)),
          meta("property", "og:image:height", String(image.height)),
          meta("name", "twitter:image", image.url),
        ]
      : []),
    ...music.map(([property, content]) => meta("property", `music:${property}`, content)),
    meta("name", "twitter:card", "summary"),
    meta("name", "twitter:title", title),
    meta("name", "twitter:description", description),
  ].join("\n    ");
}

const titlePattern = /<title>([^<]*)<\/title>/;
const descriptionPattern = /\s*<meta name="description"[^>]*>/;

/** The service's name, as the built page has it. */
export function siteNameOf(page: string): string {
  return (titlePattern.exec(page)?.[1] ?? "")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll("&gt;", ">")
    .replaceAll("&lt;", "<")
    .replaceAll("&amp;", "&");
}

/** The player's page with a preview in its head. */
export function withPreview(page: string, preview: Preview): string {
  const site = siteNameOf(page);
  const named = [preview.title, preview.by?.name, site].filter((part) => part !== undefined && part !== "").join(" · ");
  const head = [`<title>${escapeHtml(named)}</title>`, meta("name", "description", preview.description), previewTags(preview, site)].join(
    "\n    ",
  );
  return page.replace(descriptionPattern, "").replace(titlePattern, () => head);
}
