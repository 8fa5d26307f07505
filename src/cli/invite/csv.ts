/** A cell in quotes, in which a quote is written twice, or a plain one; then what ends it. */
const CELL = /(?:"((?:[^"]|"")*)"|([^,;\t\r\n]*))([,;\t]|\r\n|\r|\n|$)/gy;

/**
 * The rows of a table with commas, semicolons or tabs between its cells (RFC 4180), an empty line as one empty cell. Cells in
 * quotes may hold separators and line ends; a quote that is out of place counts as a letter.
 */
export function* readRows(text: string): Generator<string[]> {
  let cells: string[] = [];
  for (const [match, quoted, plain = '', end = ''] of text.matchAll(CELL)) {
    // At the very end, behind the last line's end.
    if (match === '' && cells.length === 0) return;
    cells.push(quoted?.replaceAll('""', '"') ?? plain);
    if (/[,;\t]/.test(end)) continue;
    yield cells;
    cells = [];
  }
}
