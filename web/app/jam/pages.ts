/** The page of a jam's link, with what it takes to listen: fetched when somebody follows one. */
import "../connect/parts.ts";

export { JamPage } from "./JamPage.tsx";
