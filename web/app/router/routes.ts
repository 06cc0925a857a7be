/** Which page an address shows, and which address shows a page. */
import { idPattern } from "../../../domain/ids.ts";

export const legalDocuments = ["imprint", "privacy", "terms"] as const;
export type LegalDocument = (typeof legalDocuments)[number];

export type Route =
  | { page: "home" }
  | { page: "albums" }
  | { page: "artists" }
  | { page: "queue" }
  | { page: "settings" }
  | { page: "album"; id: string }
  | { page: "artist"; id: string }
  | { page: "track"; id: string }
  | { page: "legal"; document: LegalDocument }
  | { page: "not_found"; path: string };

function isLegalDocument(text: string): text is LegalDocument {
  return (legalDocuments as readonly string[]).includes(text);
}

export function parsePath(path: string): Route {
  const notFound: Route = { page: "not_found", path };
  const [first = "", second, ...rest] = path.replace(/^\/|\/$/g, "").split("/");
  if (rest.length > 0) return notFound;
  if (second === undefined) {
    if (first === "") return { page: "home" };
    return first === "albums" || first === "artists" || first === "queue" || first === "settings" ? { page: first } : notFound;
  }
  if (first === "legal") return isLegalDocument(second) ? { page: "legal", document: second } : notFound;
  if (first !== "album" && first !== "artist" && first !== "track") return notFound;
  return idPattern.test(second) ? { page: first, id: second } : notFound;
}

export function pathOf(route: Route): string {
  switch (route.page) {
    case "home":
      return "/";
    case "albums":
    case "artists":
    case "queue":
    case "settings":
      return `/${route.page}`;
    case "album":
    case "artist":
    case "track":
      return `/${route.page}/${route.id}`;
    case "legal":
      return `/legal/${route.document}`;
    case "not_found":
  }
  return route.path;
}
