/** Which page an address shows, and which address shows a page. */
import { idPattern } from "../../../domain/ids.ts";

export const legalDocuments = ["imprint", "privacy", "terms"] as const;
export type LegalDocument = (typeof legalDocuments)[number];

/** Pages on the way into an account, or of an app's way into it. */
export const entryPages = ["login", "signup", "verify", "forgot", "reset"] as const;
export type EntryPage = (typeof entryPages)[number];
export const authorizationPages = ["consent", "activate"] as const;
export type AuthorizationPage = (typeof authorizationPages)[number];
/** Pages about the listener's own account: below /account, which is the first of them. */
export const accountPlaces = [
  "overview",
  "profile",
  "security",
  "sessions",
  "plan",
  "family",
  "connections",
  "developer",
  "admin",
] as const;
export type AccountPlace = (typeof accountPlaces)[number];

/** What a listener keeps: below /library, which is the first of them. */
export const libraryPlaces = ["playlists", "albums", "artists", "songs"] as const;
export type LibraryPlace = (typeof libraryPlaces)[number];

const plainPages = ["albums", "artists", "queue", "settings", ...entryPages, ...authorizationPages] as const;
type PlainPage = (typeof plainPages)[number];

export type Route =
  | { page: "home" }
  | { page: PlainPage }
  | { page: "album"; id: string }
  | { page: "artist"; id: string }
  | { page: "track"; id: string }
  | { page: "playlist"; id: string }
  /** Where a jam's link leads. */
  | { page: "jam"; id: string }
  | { page: "library"; place: LibraryPlace }
  | { page: "legal"; document: LegalDocument }
  | { page: "account"; place: AccountPlace }
  /** Where an invitation to a family leads. */
  | { page: "family_join" }
  | { page: "not_found"; path: string };

function isOneOf<Text extends string>(texts: readonly Text[], text: string): text is Text {
  return (texts as readonly string[]).includes(text);
}

export function parsePath(path: string): Route {
  const notFound: Route = { page: "not_found", path };
  const [first = "", second, ...rest] = path.replace(/^\/|\/$/g, "").split("/");
  if (rest.length > 0) return notFound;
  if (second === undefined) {
    if (first === "") return { page: "home" };
    if (first === "account") return { page: "account", place: "overview" };
    if (first === "library") return { page: "library", place: "playlists" };
    return isOneOf(plainPages, first) ? { page: first } : notFound;
  }
  if (first === "legal") return isOneOf(legalDocuments, second) ? { page: "legal", document: second } : notFound;
  if (first === "account") return isOneOf(accountPlaces.slice(1), second) ? { page: "account", place: second } : notFound;
  if (first === "family") return second === "join" ? { page: "family_join" } : notFound;
  if (first === "library") return isOneOf(libraryPlaces.slice(1), second) ? { page: "library", place: second } : notFound;
  if (first !== "album" && first !== "artist" && first !== "track" && first !== "playlist" && first !== "jam") return notFound;
  return idPattern.test(second) ? { page: first, id: second } : notFound;
}

export function pathOf(route: Route): string {
  switch (route.page) {
    case "home":
      return "/";
    case "album":
    case "artist":
    case "track":
    case "playlist":
    case "jam":
      return `/${route.page}/${route.id}`;
    case "legal":
      return `/legal/${route.document}`;
    case "account":
      return route.place === "overview" ? "/account" : `/account/${route.place}`;
    case "library":
      return route.place === "playlists" ? "/library" : `/library/${route.place}`;
    case "family_join":
      return "/family/join";
    case "not_found":
      return route.path;
    case "albums":
    case "artists":
    case "queue":
    case "settings":
    case "login":
    case "signup":
    case "verify":
    case "forgot":
    case "reset":
    case "consent":
    case "activate":
  }
  return `/${route.page}`;
}
