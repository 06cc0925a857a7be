/** workers/api: the front door. Checks tokens, serves the Web API, decides on playback. */
import { createApp } from "../../frame/app.ts";
import { albums } from "./catalogue/albums.ts";
import type { ApiEnv } from "./http/env.ts";
import { artists } from "./catalogue/artists.ts";
import { audioFeatures } from "./catalogue/audio-features.ts";
import { browse } from "./catalogue/browse.ts";
import { enforce } from "../../frame/web-api/enforce.ts";
import { featured } from "./catalogue/featured.ts";
import { following } from "./library/following.ts";
import { library } from "./library/library.ts";
import { me } from "./library/me.ts";
import { metrics } from "./http/metrics.ts";
import { answerOpenApi } from "./http/openapi.ts";
import { oembed } from "./pages/oembed.ts";
import { answerPage } from "./pages/pages.ts";
import { playback } from "./playback/playback.ts";
import { playlistRoutes } from "./playlists/routes.ts";
import { policies } from "./policies.ts";
import { recommendations } from "./catalogue/recommendations.ts";
import { shareAcrossOrigins } from "../../frame/web-api/share-across-origins.ts";
import { shows } from "./catalogue/shows.ts";
import { tracks } from "./catalogue/tracks.ts";
import { users } from "./library/users.ts";

export { CatalogDocuments } from "./catalogue/documents.ts";
export { Content } from "./content/content.ts";
export { PlaylistDocuments } from "./playlists/documents.ts";

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
