import { z } from "zod";
import { marketQuery, pageSchema, pagingQuery, simplifiedAlbumSchema } from "./common.ts";
import { defineOperation, openToGuests } from "./operation.ts";

export const newReleasesSchema = z.object({ albums: pageSchema(simplifiedAlbumSchema) });

export const getNewReleases = defineOperation({
  id: "getNewReleases",
  method: "get",
  path: "/v1/browse/new-releases",
  tag: "Browse",
  summary: "Albums that came out last, newest first.",
  access: openToGuests,
  deprecated: true,
  query: z.object({ ...marketQuery, ...pagingQuery }),
  answer: newReleasesSchema,
});
