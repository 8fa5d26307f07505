import { ACCOUNT_HEADINGS } from '../../src/kernel/account-lists.ts';
import { type Cell, readCells } from './cells.ts';

/** The most members that one operation takes. */
export const MAX_MEMBERS = 10_000;
/** The longest id that can be asked for, in UTF-8 bytes. */
export const MAX_ID_BYTES = 512;

/** Why something of a list is not invited. */
export type DropReason = 'duplicate' | 'heading' | 'otherColumn' | 'tooLong' | 'unreadable' | 'beyondLimit';

export interface CleanList {
  /** Distinct, in the order in which they were first named, at most {@link MAX_MEMBERS}. */
  readonly names: readonly string[];
  /** How many were left out for each reason; reasons that left nobody out are absent. */
  readonly dropped: ReadonlyMap<DropReason, number>;
}

/** Control characters, and what is left of letters that were read in the wrong encoding. */
// oxlint-disable-next-line no-control-regex
const UNREADABLE = /[\u0000-\u001F\u007F-\u009F\uFFFD]/;

/** Makes a list of names out of what people paste: one below the other, separated, quoted, or a column of a table with headings. */
export function cleanList(text: string): CleanList {
  const rows = readCells(text);
  const dropped = new Map<DropReason, number>();
  const drop = (reason: DropReason, count = 1): void =>
    void (count > 0 && dropped.set(reason, (dropped.get(reason) ?? 0) + count));

  const headings = rows[0] ?? [];
  const column = headings.findIndex(({ text: heading }) => ACCOUNT_HEADINGS.has(heading.toLowerCase()));
  const hasHeadings = column !== -1;
  if (hasHeadings) drop('heading', filled(headings));

  const names = new Set<string>();
  const take = (name: string): void => {
    if (names.has(name)) drop('duplicate');
    else if (UNREADABLE.test(name)) drop('unreadable');
    else if (new TextEncoder().encode(name).byteLength > MAX_ID_BYTES) drop('tooLong');
    else if (names.size >= MAX_MEMBERS) drop('beyondLimit');
    else names.add(name);
  };
  for (const cells of hasHeadings ? rows.slice(1) : rows) {
    const taken = hasHeadings ? cells.slice(column, column + 1) : cells;
    drop('otherColumn', filled(cells) - filled(taken));
    taken.flatMap(namesIn).forEach(take);
  }
  return { names: [...names], dropped };
}

const filled = (cells: readonly Cell[]): number => cells.filter(({ text }) => text !== '').length;

/** Spaces separate names, unless somebody has quoted them. */
const namesIn = ({ text, quoted }: Cell): string[] =>
  quoted ? [text].filter((name) => name !== '') : text.split(/\s+/).filter((name) => name !== '');
