import { ShareSheet } from "../../share/ShareSheet.tsx";
import { sheet } from "../openers.ts";
import { AddSheet } from "./AddSheet.tsx";
import { ImportSheet } from "./ImportSheet.tsx";
import { LoginSheet } from "./LoginSheet.tsx";

/** Whichever is open. */
export function Sheets() {
  const open = sheet.value;
  switch (open?.kind) {
    case "add":
      return <AddSheet uris={open.uris} name={open.name} />;
    case "share":
      return <ShareSheet what={open.what} />;
    case "import":
      return <ImportSheet />;
    case "login":
      return <LoginSheet why={open.why} />;
    case undefined:
  }
  return null;
}
