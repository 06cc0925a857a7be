/**
 * The Web API's `fields` filter: `description,items(added_by.id,item(name,album(!available_markets)))`. Commas separate, dots and
 * parentheses go further in, `!` leaves out. A list that only leaves out keeps everything else; lists go through to their entries.
 */

/** What to keep of a thing: all, or what is named. */
export type Fields = { kept: ReadonlyMap<string, Fields | "all">; dropped: ReadonlyMap<string, Dropped | "all"> };
/** What to leave out of what lies within. */
export type Dropped = ReadonlyMap<string, Dropped | "all">;

type Draft = { kept: Map<string, Draft | "all">; dropped: DroppedDraft };
type DroppedDraft = Map<string, DroppedDraft | "all">;

const tokenPattern = /\s*([A-Za-z_]\w*|[!.,()])\s*/y;

/** @returns undefined when the text is malformed */
export function parseFields(text: string): Fields | undefined {
  const tokens = tokenise(text);
  if (!tokens) return undefined;
  const reader = { tokens, at: 0 };
  const fields = emptyDraft();
  return readList(reader, fields) && reader.at === tokens.length ? fields : undefined;
}

function tokenise(text: string): string[] | undefined {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < text.length) {
    const [, token] = tokenPattern.exec(text) ?? [];
    if (token === undefined) return undefined;
    tokens.push(token);
  }
  return tokens;
}

function emptyDraft(): Draft {
  return { kept: new Map(), dropped: new Map() };
}

type Reader = { tokens: readonly string[]; at: number };

function takes(reader: Reader, token: string): boolean {
  const found = reader.tokens[reader.at] === token;
  if (found) reader.at += 1;
  return found;
}

/** Adds a list's entries to what is there. @returns whether it was one */
function readList(reader: Reader, into: Draft): boolean {
  do {
    const read = takes(reader, "!") ? readDropped(reader, into.dropped) : readKept(reader, into);
    if (!read) return false;
  } while (takes(reader, ","));
  return true;
}

function readName(reader: Reader): string | undefined {
  const token = reader.tokens[reader.at];
  if (token === undefined || !/^\w/.test(token)) return undefined;
  reader.at += 1;
  return token;
}

/** `a`, `a.b`, `a(…)`, `a.!b`. */
function readKept(reader: Reader, into: Draft): boolean {
  const name = readName(reader);
  if (name === undefined) return false;
  if (takes(reader, ".")) return readKept(reader, within(into.kept, name, emptyDraft));
  if (takes(reader, "(")) return readList(reader, within(into.kept, name, emptyDraft)) && takes(reader, ")");
  into.kept.set(name, "all");
  return true;
}

/** What follows a `!`: `a`, `a.b`, `a(b,c)`. */
function readDropped(reader: Reader, into: DroppedDraft): boolean {
  const name = readName(reader);
  if (name === undefined) return false;
  if (takes(reader, ".")) return readDropped(reader, within(into, name, emptyDropped));
  if (!takes(reader, "(")) {
    into.set(name, "all");
    return true;
  }
  const inner = within(into, name, emptyDropped);
  do {
    if (!readDropped(reader, inner)) return false;
  } while (takes(reader, ","));
  return takes(reader, ")");
}

function emptyDropped(): DroppedDraft {
  return new Map();
}

/** What an entry says further in. Where another entry said all of it, this one adds nothing. */
function within<Inner extends object>(entries: Map<string, Inner | "all">, name: string, make: () => Inner): Inner {
  const held = entries.get(name);
  if (typeof held === "object") return held;
  const inner = make();
  if (held === undefined) entries.set(name, inner);
  return inner;
}

/** Whether anything of a member can be left, so that it is worth making. */
export function mayKeep(fields: Fields | undefined, name: string): boolean {
  if (!fields) return true;
  return (fields.kept.size === 0 || fields.kept.has(name)) && fields.dropped.get(name) !== "all";
}

/** What is left of a value of JSON. */
export function filterFields(value: unknown, fields: Fields): unknown {
  return dropFields(keepFields(value, fields), fields.dropped);
}

function keepFields(value: unknown, { kept }: Fields): unknown {
  return eachObject(value, (name, member) => {
    const inner = kept.get(name);
    if (inner === "all" || kept.size === 0) return member;
    // Of what has nothing within, nothing is left.
    return inner && (member === null || typeof member === "object") ? filterFields(member, inner) : undefined;
  });
}

function dropFields(value: unknown, dropped: Dropped): unknown {
  if (dropped.size === 0) return value;
  return eachObject(value, (name, member) => {
    const inner = dropped.get(name);
    if (inner === "all") return undefined;
    return inner ? dropFields(member, inner) : member;
  });
}

/** Maps the members of an object, or of each object of a list; those that become undefined are gone. */
function eachObject(value: unknown, map: (name: string, member: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((entry) => eachObject(entry, map));
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, map(name, member)] as const);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}
