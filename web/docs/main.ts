/** The Web API as a page that can be read and tried out, made of /v1/openapi.json. It calls as whoever is logged in. */
import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";
import "swagger-ui-dist/swagger-ui.css";

SwaggerUI({ url: "/v1/openapi.json", dom_id: "#docs", deepLinking: true, tryItOutEnabled: true, docExpansion: "none" });
