import { Hono } from "hono";
import { ClientError } from "../../../contracts/errors.ts";
import type { CategoriesDocument } from "../../../contracts/documents.ts";
import { getCategories, getCategory, getGenreSeeds, getMarkets, getNewReleases, type Category } from "../../../contracts/web-api/browse.ts";
import { markets } from "../../../domain/markets.ts";
import type { ApiEnv } from "../http/env.ts";
import { page, pageOf, showAlbumSummary, showImages, type Viewer } from "../present.ts";
import { serve } from "../http/serve.ts";
import { documents } from "../http/viewer.ts";

export const browse = new Hono<ApiEnv>();

serve(browse, getNewReleases, async ({ query, viewer, url }) => {
  const { albums, total } = await documents().newReleases(viewer.terms.market, query);
  const shown = albums.map((album) => showAlbumSummary(viewer, album));
  return { albums: pageOf(url, query, total, shown) };
});

serve(browse, getCategories, async ({ query, viewer, url }) => {
  const { categories } = await documents().categories();
  return { categories: page(url, categories, query, (category) => showCategory(viewer, category)) };
});

serve(browse, getCategory, async ({ params, viewer }) => {
  const { categories } = await documents().categories();
  const category = categories.find(({ id }) => id === params.category_id);
  if (!category) throw new ClientError("not_found");
  return showCategory(viewer, category);
});

serve(browse, getMarkets, () => ({ markets: [...markets] }));

serve(browse, getGenreSeeds, async () => {
  const { categories } = await documents().categories();
  return { genres: categories.map(({ id }) => id) };
});

function showCategory(viewer: Viewer, { id, name, cover }: CategoriesDocument["categories"][number]): Category {
  return { href: `${viewer.origin}/v1/browse/categories/${encodeURIComponent(id)}`, icons: showImages(viewer, cover), id, name };
}
