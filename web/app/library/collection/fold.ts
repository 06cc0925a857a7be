/** Text as one searches for it: without case, accents and vowel signs, and with letters that most keyboards lack written out. */

const spelled: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
  // Arabic: forms of one letter that are typed for one another, and the stroke that only lengthens.
  ة: "ه",
  ى: "ي",
  ٱ: "ا",
  ـ: "",
};
const spelledPattern = new RegExp(`[${Object.keys(spelled).join("")}]`, "g");

export function fold(text: string): string {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(spelledPattern, (letter) => spelled[letter] ?? letter);
}

/** Whether each word of what is typed stands somewhere in a folded text. */
export function matcherOf(typed: string): (folded: string) => boolean {
  const words = fold(typed)
    .split(/\s+/)
    .filter((word) => word !== "");
  return (folded) => words.every((word) => folded.includes(word));
}
