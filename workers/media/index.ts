/** workers/media: audio bytes to whoever holds a grant, covers to everyone. */
import { createApp } from "../../frame/app.ts";
import { covers } from "./covers.ts";
import { mosaics } from "./mosaics.ts";
import { policies } from "./policies.ts";
import { renditions } from "./renditions.ts";
import { shareAcrossOrigins } from "./share-across-origins.ts";

export { Cover } from "./cover.ts";
export { Mosaic } from "./mosaic.ts";
export { Pictures } from "./pictures.ts";
export { Recording } from "./recording.ts";

const app = createApp<Env>({ worker: "media", policies });
app.use(shareAcrossOrigins);
app.route("/", renditions);
app.route("/", covers);
app.route("/", mosaics);

export default app;
