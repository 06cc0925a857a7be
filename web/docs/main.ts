/** The Web API as a page that can be read and tried out, made of /v1/openapi.json. It calls as whoever is logged in, or as a guest. */
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";
import "swagger-ui-dist/swagger-ui.css";

document.title += " · Web API";
SwaggerUI({ url: "/v1/openapi.json", dom_id: "#docs", deepLinking: true, tryItOutEnabled: true, docExpansion: "list" });

/** Seconds; the session's token lives for ten minutes. */
const renewEvery = 480;

async function beginSession(): Promise<void> {
  await fetch("/accounts/v1/session", { method: "POST" }).catch(() => undefined);
  setTimeout(() => void beginSession(), renewEvery * 1000);
}
void beginSession();
