/** Comma-separated values (RFC 4180), with cells that a spreadsheet would take for formulas made harmless, and read back as they were. */

export type CsvRow = { cells: string[]; /** Where it begins, counted from 1. */ line: number };

/**
 * What spreadsheets begin a formula with (OWASP, “CSV Injection”), after any apostrophes. An apostrophe before it makes it text; a cell
 * that has some already gets one more, so that taking one away always gives back what it was.
 */
const formula = /^'*[=+\-@\t\r]/;
const neutralised = /^'+[=+\-@\t\r]/;

function neutralise(cell: string): string {
  return formula.test(cell) ? `'${cell}` : cell;
}

function restore(cell: string): string {
  return neutralised.test(cell) ? cell.slice(1) : cell;
}

function quote(cell: string): string {
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** Rows end in CRLF, the last one too. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map((cell) => quote(neutralise(cell))).join(",")}\r\n`).join("");
}

/** What stands between the cells of the first line: spreadsheets of many languages write semicolons. */
export function delimiterOf(text: string): string {
  const first = /^[^\r\n]*/.exec(text)?.[0].replace(/"[^"]*"/g, "") ?? "";
  const counts = [",", ";", "\t"].map((delimiter) => ({ delimiter, count: first.split(delimiter).length }));
  return counts.toSorted((a, b) => b.count - a.count)[0]?.delimiter ?? ",";
}

/** Reads what others write, too: bare line feeds, quotes that are never closed. Lines without anything are left out. */
export function parseCsv(text: string, delimiter = delimiterOf(text)): CsvRow[] {
  const rows: CsvRow[] = [];
  let row: CsvRow = { cells: [], line: 1 };
  let cell = "";
  let isQuoted = false;
  let line = 1;
  const endCell = () => {
    row.cells.push(restore(cell));
    cell = "";
  };
  const endRow = () => {
    endCell();
    if (row.cells.length > 1 || row.cells[0] !== "") rows.push(row);
    row = { cells: [], line };
  };
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    const isBreak = character === "\n" || (character === "\r" && text.charAt(at + 1) !== "\n");
    if (isBreak) line++;
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text.charAt(at + 1) === '"') cell += text.charAt(++at);
      else isQuoted = false;
    } else if (character === '"' && cell === "") isQuoted = true;
    else if (character === delimiter) endCell();
    else if (isBreak) endRow();
    else if (character !== "\r") cell += character;
  }
  if (cell !== "" || row.cells.length > 0) endRow();
  return rows;
}
