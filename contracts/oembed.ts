/** oEmbed 1.0 (https://oembed.com): what pages of others put in the place of a link to ours. */
import { z } from "zod";

const edge = z.coerce.number().int().min(1).max(10_000);

export const oembedQuerySchema = z.object({
  url: z.url().max(2000),
  format: z.enum(["json", "xml"]).default("json"),
  maxwidth: edge.optional(),
  maxheight: edge.optional(),
});

export type OembedAnswer = {
  version: "1.0";
  type: "rich";
  provider_name: string;
  provider_url: string;
  title: string;
  author_name?: string;
  author_url?: string;
  /** Seconds. */
  cache_age: number;
  thumbnail_url?: string;
  thumbnail_width?: number;
  thumbnail_height?: number;
  html: string;
  width: number;
  height: number;
};
