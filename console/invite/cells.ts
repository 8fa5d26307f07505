import { INVISIBLE_MARKS } from '../../src/kernel/account-lists.ts';

export interface Cell {
  readonly text: string;
  /** Then spaces belong to it. */
  readonly quoted: boolean;
}

const SEPARATOR = /[\t,;，；、|]/;
const LINE_END = /\r\n|[\n\r\u0085\u2028\u2029]/;

/** The lines of a list or table as their cells, trimmed; what stands in double quotes may hold separators. Empty lines are no lines. */
export function readCells(text: string): Cell[][] {
  return text
    .replaceAll(INVISIBLE_MARKS, '')
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
