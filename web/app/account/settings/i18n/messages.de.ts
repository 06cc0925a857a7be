import type { Translation } from "../../../i18n/messages.ts";
import { en } from "./messages.en.ts";

export const messages: Translation<typeof en> = en;
