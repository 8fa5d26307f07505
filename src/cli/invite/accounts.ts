import { createReadStream, type Stats, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { ACCOUNT_HEADINGS, INVISIBLE_MARKS } from '../../kernel/account-lists.ts';
import { CommandError, EXIT, usageError } from '../exit.ts';
import { readRows } from './csv.ts';

/** Accounts that one command takes. */
export const MAX_ACCOUNTS = 1_000_000;
/** The largest file, in bytes. */
export const MAX_INPUT_BYTES = 256 * 1024 * 1024;
const IS_TABLE = /\.(csv|tsv)$/i;
/** What is called so is meant as a file. */
const LIKE_A_FILE = /^(\.{0,2}|~)\/|\.(txt|csv|tsv|lst|list|json|xlsx?)$/i;
const OR_LITERAL = 'with --literal every argument is an account';

/** Who was named. */
export interface Accounts {
  /** Distinct, in the order in which they were named first. */
  readonly accounts: readonly string[];
  readonly duplicates: number;
  /** Lines and cells without anything in them. */
  readonly blanks: number;
  /** Rows above a table's accounts. */
  readonly headings: number;
}

export interface AccountSources {
  /** Each an account, the path of a file, or `-` for the input. */
  readonly sources: readonly string[];
  readonly input: Readable;
  /** Files and the input are tables, whatever they are called. */
  readonly csv: boolean;
  /** No source is a file. */
  readonly literal: boolean;
}

/**
 * Reads accounts from the command line, files, pipes and the input. A file has one a line, or several with commas between; one
 * that is called `.csv` is a table, of which the column counts whose heading names accounts, or the first one.
 *
 * @throws CommandError when a file cannot be read or is not there, when there are none, or more than {@link MAX_ACCOUNTS}
 */
export async function readAccounts({ sources, input, csv, literal }: AccountSources): Promise<Accounts> {
  const distinct = new Set<string>();
  let named = 0;
  let blanks = 0;
  let headings = 0;
  const take = (account: string): void => {
    const trimmed = account.replaceAll(INVISIBLE_MARKS, '').trim();
    if (trimmed === '') blanks++;
    else {
      named++;
      distinct.add(trimmed);
    }
    if (distinct.size > MAX_ACCOUNTS) throw usageError(`more than ${MAX_ACCOUNTS} accounts: split them`);
  };
  const takeAll = (text: string, isTable: boolean): void => {
    for (const account of isTable ? columnOf(text, () => headings++) : namesIn(text)) take(account);
  };
  for (const source of sources) {
    if (literal) take(source);
    else if (source === '-') takeAll(await readText(input, 'standard input'), csv);
    else if (isReadable(source)) {
      takeAll(await readText(createReadStream(source), source), csv || IS_TABLE.test(source));
    } else take(source);
  }
  if (distinct.size === 0) throw usageError('nobody is named: give accounts, a file of them, or - for standard input');
  return { accounts: [...distinct], duplicates: named - distinct.size, blanks, headings };
}

// What ends the last line begins no other one.
const namesIn = (text: string): string[] => (text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r\n|[\r\n,]/));

/** The cells below the first heading that names accounts; of a table without one its first column. */
function* columnOf(text: string, onHeading: () => void): Generator<string> {
  let column: number | null = null;
  for (const cells of readRows(text)) {
    if (column === null) {
      const headed = cells.findIndex((cell) => ACCOUNT_HEADINGS.has(cell.trim().toLowerCase()));
      column = Math.max(headed, 0);
      if (headed !== -1) {
        onHeading();
        continue;
      }
    }
    yield cells[column] ?? '';
  }
}

/**
 * Whether this is a file, or a pipe as `<(…)` makes one; else it is an account.
 *
 * @throws CommandError when it is a folder, or looks like a file that is not there: an account that nobody meant would be invited
 */
function isReadable(source: string): boolean {
  const found = lookUp(source);
  if (found?.isDirectory() === true) throw usageError(`${source} is a folder; ${OR_LITERAL}`);
  if (found === null && LIKE_A_FILE.test(source)) throw usageError(`there is no file ${source}; ${OR_LITERAL}`);
  return found !== null;
}

/** Null for what is not there, and for what can be no path, such as a name that is too long for one. */
function lookUp(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

async function readText(stream: Readable, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_INPUT_BYTES) throw usageError(`${name} is larger than ${MAX_INPUT_BYTES} bytes: split it`);
      chunks.push(chunk);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const why = error instanceof TypeError ? 'is not UTF-8: save it as UTF-8' : 'cannot be read';
    throw new CommandError(EXIT.usage, `${name} ${why}`, error);
  }
}
