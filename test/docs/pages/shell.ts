import type { Block } from './markdown.ts';

/** A block of commands, and what the page says of them. */
export interface Commands {
  readonly line: number;
  readonly text: string;
  /** What they print by the page: the lines of a block `text`, or the value of a block `json`, that follows. */
  readonly prints: { readonly kind: 'text' | 'json'; readonly text: string } | null;
}

/** The blocks of a shell in their order. A block that says what is printed follows with nothing but prose of one line between. */
export function commandsOf(blocks: readonly Block[]): Commands[] {
  return blocks.flatMap(({ language, line, text }, index) => {
    if (!['sh', 'bash', 'shell'].includes(language)) return [];
    const next = blocks[index + 1];
    const end = line + text.split('\n').length;
    const follows =
      next !== undefined && next.line - end <= 4 && (next.language === 'text' || next.language === 'json');
    return [{ line, text, prints: follows ? { kind: next.language, text: next.text } : null }];
  });
}

/** What differs each time. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME'],
  [/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT'],
];

/** The lines of an output, without what differs each time. */
export const linesOf = (output: string): string[] =>
  VARYING.reduce((text, [pattern, word]) => text.replaceAll(pattern, word), output)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
