import { testTranslations } from "../../../../tests/support/translations.ts";
import { messages as ar } from "./messages.ar.ts";
import { messages as de } from "./messages.de.ts";
import { en } from "./messages.en.ts";

testTranslations(en, { de, ar });
