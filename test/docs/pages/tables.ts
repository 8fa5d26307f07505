/** The rows of the tables in a text, without headings and rules, each as its cells. A bar in a cell would have to be `\|`. */
export function tableRows(text: string): string[][] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const isRow = line.startsWith('| ') && !isRule(line) && !isRule(lines[index + 1] ?? '');
    return isRow ? [cellsOf(line)] : [];
  });
}

const isRule = (line: string): boolean => /^\|(?: *:?-+:? *\|)+$/.test(line);

const cellsOf = (line: string): string[] =>
  line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());

/** What stands in code in a text. */
export const codeIn = (text: string): string[] => [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

/** The rows whose first cell is something in code, by that. */
export function rowsByCode(text: string): Map<string, string[]> {
  return new Map(
    tableRows(text).flatMap((cells) => {
      const [, code] = /^`([^`]+)`$/.exec(cells[0] ?? '') ?? [];
      return code === undefined ? [] : [[code, cells.slice(1)]];
    }),
  );
}

/** What stands below a heading, down to the next one of its rank or above; empty where there is no such heading. */
export function sectionOf(text: string, heading: string): string {
  const [rank = ''] = heading.split(' ');
  const lines = text.split('\n');
  const start = lines.indexOf(heading);
  if (start === -1) return '';
  const end = lines.findIndex((line, index) => index > start && new RegExp(`^#{1,${rank.length}} `).test(line));
  return lines.slice(start + 1, end === -1 ? undefined : end).join('\n');
}
