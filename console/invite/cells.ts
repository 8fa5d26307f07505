export interface Cell {
  readonly text: string;
  /** Then spaces belong to it. */
  readonly quoted: boolean;
}

/** Marks that are no part of any name: byte order marks, joiners and directions that travel along with pasted text. */
const INVISIBLE = /[\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF\u00AD]/g;
const SEPARATOR = /[\t,;，；、|]/;
const LINE_END = /\r\n|[\n\r\u0085\u2028\u2029]/;

/** The lines of a list or table as their cells, trimmed; what stands in double quotes may hold separators. Empty lines are no lines. */
export function readCells(text: string): Cell[][] {
  return text
    .replaceAll(INVISIBLE, '')
    .split(LINE_END)
    .map(splitLine)
    .filter((cells) => cells.some((cell) => cell.text !== ''));
}

function splitLine(line: string): Cell[] {
  const cells: Cell[] = [];
  let text = '';
  let inQuotes = false;
  let quoted = false;
  const endCell = (): void => {
    cells.push({ text: text.trim(), quoted });
    text = '';
    quoted = false;
  };
  for (let index = 0; index < line.length; index++) {
    const character = line.charAt(index);
    if (inQuotes && character === '"' && line.charAt(index + 1) === '"') {
      text += character;
      index++;
    } else if (character === '"' && (inQuotes || text.trim() === '')) {
      inQuotes = !inQuotes;
      quoted = true;
    } else if (!inQuotes && SEPARATOR.test(character)) {
      endCell();
    } else {
      text += character;
    }
  }
  endCell();
  return cells;
}
