/** workers/connect: the door to listeners' sessions, for devices over a socket and for the Web API's player. */
import type { AccessClaims } from "../../contracts/access-token.ts";
import { createApp } from "../../frame/app.ts";
import { enforce } from "../../frame/web-api/enforce.ts";
import { shareAcrossOrigins } from "../../frame/web-api/share-across-origins.ts";
import { answerAsyncApi } from "./asyncapi.ts";
import { door } from "./door.ts";
import { jams } from "./jams.ts";
import { playerRoutes } from "./player/routes.ts";
import { policies } from "./policies.ts";
import { tickets } from "./tickets.ts";

const app = createApp<Env, { claims: AccessClaims }>({ worker: "connect", policies });

app.use("/v1/*", shareAcrossOrigins);
app.use("/connect/*", shareAcrossOrigins);
app.use(enforce);
app.get("/connect/asyncapi.json", answerAsyncApi);
for (const routes of [door, jams, tickets, playerRoutes]) app.route("/", routes);

export default app;
