/** The types of the message catalogue: which keys there are, and what each text has to be given. */
import type { en } from "./messages.en.ts";

type Source = typeof en;
export type MessageKey = keyof Source;
export type PluralForms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** A language: every key, a text for a text and plural forms for plural forms. */
export type Messages = { [Key in MessageKey]: Source[Key] extends string ? string : PluralForms };

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Placeholders<Rest> : never;
type NamesOf<Entry> = Entry extends string
  ? Placeholders<Entry>
  : Entry extends { other: infer Text extends string }
    ? Placeholders<Text>
    : never;

/** Nothing for a plain text; otherwise an object with every placeholder. */
export type MessageArguments<Key extends MessageKey> = [NamesOf<Source[Key]>] extends [never]
  ? []
  : [values: Record<NamesOf<Source[Key]>, string | number>];

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
