/** workers/api: the front door. Checks tokens, serves the Web API, decides on playback. */
import { createApp } from "../../frame/app.ts";
import { albums } from "./albums.ts";
import type { ApiEnv } from "./env.ts";
import { artists } from "./artists.ts";
import { audioFeatures } from "./audio-features.ts";
import { browse } from "./browse.ts";
import { enforce } from "./enforce.ts";
import { featured } from "./featured.ts";
import { following } from "./following.ts";
import { library } from "./library.ts";
import { me } from "./me.ts";
import { metrics } from "./metrics.ts";
import { answerOpenApi } from "./openapi.ts";
import { oembed } from "./oembed.ts";
import { answerPage } from "./pages.ts";
import { playback } from "./playback.ts";
import { playlistRoutes } from "./playlist-routes.ts";
import { policies } from "./policies.ts";
import { recommendations } from "./recommendations.ts";
import { shareAcrossOrigins } from "./share-across-origins.ts";
import { shows } from "./shows.ts";
import { tracks } from "./tracks.ts";
import { users } from "./users.ts";

export { CatalogDocuments } from "./documents.ts";
export { PlaylistDocuments } from "./playlist-documents.ts";

const app = createApp<Env, ApiEnv["Variables"]>({ worker: "api", policies });

app.use("/v1/*", shareAcrossOrigins);
app.use(enforce);
app.get("/healthz", (context) => context.json({ status: "ok", service: "nearfield" }, 200, { "cache-control": "no-store" }));
app.route("/metrics", metrics);

for (const resource of [
  albums,
  artists,
  audioFeatures,
  browse,
  featured,
  following,
  library,
  me,
  playback,
  playlistRoutes,
  recommendations,
  shows,
  tracks,
  users,
])
  app.route("/", resource);
app.get("/v1/openapi.json", answerOpenApi);
app.route("/", oembed);
app.notFound(answerPage);

export default app;
