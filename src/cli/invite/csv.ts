/** A cell in quotes, in which a quote is written twice, or a plain one; then what ends it. */
const CELL = /(?:"((?:[^"]|"")*)"|([^,;\t\r\n]*))([,;\t]|\r\n|\r|\n|$)/gy;

/**
 * The first cell of each row of a table with commas, semicolons or tabs between its cells (RFC 4180). Cells in quotes may hold
 * separators and line ends; a quote that is out of place counts as a letter.
 */
export function readFirstColumn(text: string): string[] {
  const cells: string[] = [];
  let isFirst = true;
  for (const [match, quoted, plain = '', end = ''] of text.matchAll(CELL)) {
    // At the very end, behind the last line's end.
    if (match === '') break;
    if (isFirst) cells.push(quoted?.replaceAll('""', '"') ?? plain);
    isFirst = !/[,;\t]/.test(end);
  }
  return cells;
}
