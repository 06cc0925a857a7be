/** Genres as labels write them, and as listeners know them. */

/** Names that capitals make: all others are written with each word's first letter raised. */
const spelled = new Map(
  ["R&B", "EDM", "IDM", "EBM", "UK Garage", "UK Drill", "K-Pop", "J-Pop", "J-Rock", "C-Pop", "DJ Mix", "Lo-Fi", "Hi-NRG", "AOR", "MPB"].map(
    (name) => [slugOf(name), name],
  ),
);

/** Words that stay small within a name. */
const small = new Set(["and", "of", "the", "n", "for"]);

export type Genre = { id: string; name: string };

function slugOf(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("&", " and ")
    .replaceAll(/[^\p{L}\p{N}]+/gu, "-")
    .replaceAll(/^-|-$/g, "");
}

/** However a genre is spelled, it is one: `Hip Hop` and `hip-hop`. @returns undefined where no letter is left */
export function genreOf(text: string): Genre | undefined {
  const id = slugOf(text);
  if (id === "") return undefined;
  return { id, name: spelled.get(id) ?? raise(text) };
}

function raise(text: string): string {
  const words = text.trim().toLowerCase().split(/\s+/);
  return words.map((word, index) => (index > 0 && small.has(word) ? word : raiseParts(word))).join(" ");
}

function raiseParts(word: string): string {
  return word.replaceAll(/(^|[-/(&])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toUpperCase());
}

/** Each once, in the order written. */
export function genresOf(texts: readonly string[]): Genre[] {
  const genres = texts.flatMap((text) => genreOf(text) ?? []);
  return [...new Map(genres.map((genre) => [genre.id, genre])).values()];
}
