import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { filterFields, mayKeep, parseFields } from "./fields.ts";

function filter(value: unknown, text: string): unknown {
  const fields = parseFields(text);
  if (!fields) throw new Error(`malformed: ${text}`);
  return filterFields(value, fields);
}

const playlist = {
  name: "Evening",
  description: "",
  owner: { id: "o", display_name: null },
  items: {
    total: 2,
    items: [
      {
        added_at: "2026-01-01",
        added_by: { id: "a", type: "user" },
        item: { name: "One", href: "h1", album: { name: "A", href: "ha", id: "i" } },
      },
      { added_at: "2026-01-02", added_by: { id: "b", type: "user" }, item: null },
    ],
  },
};

describe("what the Web API's reference shows", () => {
  test("names of the first level", () => {
    expect(filter(playlist, "description,name")).toEqual({ description: "", name: "Evening" });
  });

  test("dots go into lists, too", () => {
    expect(filter(playlist, "items.items.added_by.id")).toEqual({
      items: { items: [{ added_by: { id: "a" } }, { added_by: { id: "b" } }] },
    });
  });

  test("parentheses name several things of one", () => {
    expect(filter(playlist, "items.items(added_at,added_by.id,item(name,album(name,href)))")).toEqual({
      items: {
        items: [
          { added_at: "2026-01-01", added_by: { id: "a" }, item: { name: "One", album: { name: "A", href: "ha" } } },
          { added_at: "2026-01-02", added_by: { id: "b" }, item: null },
        ],
      },
    });
  });

  test("an exclamation mark leaves out, and keeps the rest where nothing else is named", () => {
    expect(filter(playlist.items.items[0], "item(name,album(!name,!href))")).toEqual({ item: { name: "One", album: { id: "i" } } });
    expect(filter(playlist.items.items[0], "item(name,album(!name,href))")).toEqual({ item: { name: "One", album: { href: "ha" } } });
    expect(filter(playlist, "!items,!owner.id")).toEqual({ name: "Evening", description: "", owner: { display_name: null } });
    expect(filter(playlist, "name,!owner(id)")).toEqual({ name: "Evening" });
  });

  test("spaces between are passed over", () => {
    expect(filter(playlist, " name , owner( id ) ")).toEqual({ name: "Evening", owner: { id: "o" } });
  });
});

test("what is not there leaves nothing, and so does what is sought in something that holds nothing", () => {
  expect(filter(playlist, "nothing,name.first,owner.display_name.x")).toEqual({ owner: { display_name: null } });
  expect(filter({ a: 1 }, "__proto__,constructor,a")).toEqual({ a: 1 });
});

test.each([
  "",
  " ",
  ",",
  "name,",
  ",name",
  "name,,owner",
  "(",
  "name(",
  "name()",
  "name)",
  "items(name",
  "items(name))",
  "items(name)owner",
  "items(name).x",
  ".",
  "name.",
  ".name",
  "a..b",
  "!",
  "!!name",
  "!a(!b)",
  "a.!b",
  "a b",
  "1a",
  "a*",
  "a-b",
  "a=b",
  "a;b",
  "ä",
  "a(b c)",
])("%j is malformed", (text) => {
  expect(parseFields(text)).toBeUndefined();
});

test("a text as deep as one may be long is read", () => {
  expect(parseFields("a(".repeat(333) + "a" + ")".repeat(333))).toBeDefined();
  expect(parseFields("a.".repeat(499) + "a")).toBeDefined();
});

const names = fc.constantFrom("a", "b", "c", "d");
type Entry = { name: string; inner: Entry[] };
const { entries } = fc.letrec<{ entries: Entry[]; entry: Entry }>((tie) => ({
  entries: fc.array(tie("entry"), { minLength: 1, maxLength: 3 }),
  entry: fc.record({ name: names, inner: fc.oneof({ depthSize: "small" }, fc.constant<Entry[]>([]), tie("entries")) }),
}));
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.integer(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(names, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

function write(list: readonly Entry[]): string {
  return list.map(({ name, inner }) => (inner.length === 0 ? name : `${name}(${write(inner)})`)).join(",");
}

/** Each path by itself, in full: `a.b,a.c` for `a(b,c)`. */
function spell(list: readonly Entry[], before = ""): string[] {
  return list.flatMap(({ name, inner }) => (inner.length === 0 ? [before + name] : spell(inner, `${before}${name}.`)));
}

describe("whatever is asked of whatever value", () => {
  test("it is the same to filter twice", () => {
    fc.assert(
      fc.property(entries, value, (list, given) => {
        const once = filter(given, write(list));
        expect(filter(once, write(list))).toEqual(once);
      }),
    );
  });

  test("dots and parentheses say the same, in any order and however often", () => {
    fc.assert(
      fc.property(entries, value, (list, given) => {
        const paths = spell(list);
        expect(filter(given, [...paths.toReversed(), ...paths].join(","))).toEqual(filter(given, write(list)));
      }),
    );
  });

  test("what is kept and what is left out make up the whole", () => {
    fc.assert(
      fc.property(fc.uniqueArray(names, { minLength: 1 }), fc.dictionary(names, value, { noNullPrototype: true }), (list, given) => {
        const kept = filter(given, list.join(","));
        const rest = filter(given, list.map((name) => `!${name}`).join(","));
        expect({ ...(kept as object), ...(rest as object) }).toEqual(given);
        expect(Object.keys(kept as object).filter((name) => Object.hasOwn(rest as object, name))).toEqual([]);
      }),
    );
  });

  test("leaving out paths one by one is leaving them out together", () => {
    fc.assert(
      fc.property(entries, value, (list, given) => {
        const paths = spell(list);
        const oneByOne = paths.reduce<unknown>((left, path) => filter(left, `!${path}`), given);
        expect(filter(given, paths.map((path) => `!${path}`).join(","))).toEqual(oneByOne);
      }),
    );
  });

  test("what may not be kept is not there afterwards", () => {
    fc.assert(
      fc.property(entries, fc.boolean(), fc.dictionary(names, value, { noNullPrototype: true }), (list, isDropped, given) => {
        const text = spell(list)
          .map((path) => (isDropped ? `!${path}` : path))
          .join(",");
        const left = Object.keys(filter(given, text) as object);
        expect(left.filter((name) => !mayKeep(parseFields(text), name))).toEqual([]);
      }),
    );
    expect(mayKeep(undefined, "a")).toBe(true);
    expect(mayKeep(parseFields("!a"), "a")).toBe(false);
    expect(mayKeep(parseFields("a(b),!a"), "a")).toBe(false);
  });

  test("any text is read or refused, and never anything else", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "b", "(", ")", ",", ".", "!", " "), maxLength: 40 }), (text) => {
        const fields = parseFields(text);
        if (fields) filterFields(playlist, fields);
      }),
    );
  });
});
