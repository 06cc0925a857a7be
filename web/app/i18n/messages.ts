/** The types of a catalogue of texts: which keys there are, and what each text has to be given. */
import type { en } from "./messages.en.ts";

export type PluralForms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;
/** Texts by key, as a source language has them. */
export type Catalogue = Readonly<Record<string, string | Readonly<PluralForms>>>;

/** The same catalogue in a language: every key, a text for a text and plural forms for plural forms. */
export type Translation<Source extends Catalogue> = { [Key in keyof Source]: Source[Key] extends string ? string : PluralForms };

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholders<Rest> : never;
type NamesOf<Entry> = Entry extends string
  ? Placeholders<Entry>
  : Entry extends { other: infer Text extends string }
    ? Placeholders<Text>
    : never;

/** Nothing for a plain text; otherwise an object with every placeholder. */
export type ArgumentsOf<Entry> = [NamesOf<Entry>] extends [never] ? [] : [values: Record<NamesOf<Entry>, string | number>];

export type MessageKey = keyof typeof en;
export type Messages = Translation<typeof en>;

/** Fills a text's placeholders. Numbers are written as the language writes them; `count` chooses among plural forms. */
export function fillMessage(message: string | PluralForms, values: Record<string, string | number>, language: string): string {
  const count = typeof values.count === "number" ? values.count : 0;
  const text = typeof message === "string" ? message : (message[new Intl.PluralRules(language).select(count)] ?? message.other);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? new Intl.NumberFormat(language).format(value) : value;
  });
}
