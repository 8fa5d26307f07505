import { createReadStream, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { CommandError, EXIT, usageError } from '../exit.ts';
import { readFirstColumn } from './csv.ts';

/** Accounts that one command takes. */
export const MAX_ACCOUNTS = 1_000_000;
/** The largest file, in bytes. */
export const MAX_INPUT_BYTES = 256 * 1024 * 1024;
/** What a table of accounts may have above its first column. */
const HEADINGS: readonly string[] = ['account', 'accounts', 'userid'];

/** Who was named. */
export interface Accounts {
  /** Distinct, in the order in which they were named first. */
  readonly accounts: readonly string[];
  readonly duplicates: number;
  /** Lines and cells without anything in them. */
  readonly blanks: number;
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
 * Reads accounts from the command line, files and the input. A file has one a line, or several with commas between; one
 * that is called `.csv` is a table whose first column counts, with or without a heading.
 *
 * @throws CommandError when a file cannot be read, when there are none, or more than {@link MAX_ACCOUNTS}
 */
export async function readAccounts({ sources, input, csv, literal }: AccountSources): Promise<Accounts> {
  const distinct = new Set<string>();
  let named = 0;
  let blanks = 0;
  const take = (account: string): void => {
    const trimmed = account.trim();
    if (trimmed === '') blanks++;
    else {
      named++;
      distinct.add(trimmed);
    }
    if (distinct.size > MAX_ACCOUNTS) throw usageError(`more than ${MAX_ACCOUNTS} accounts: split them`);
  };
  for (const source of sources) {
    if (literal) take(source);
    else if (source === '-') split(await readText(input, 'standard input'), csv).forEach(take);
    else if (isFile(source)) {
      split(await readText(createReadStream(source), source), csv || /\.csv$/i.test(source)).forEach(take);
    } else take(source);
  }
  if (distinct.size === 0) throw usageError('nobody is named: give accounts, a file of them, or - for standard input');
  return { accounts: [...distinct], duplicates: named - distinct.size, blanks };
}

function split(text: string, csv: boolean): string[] {
  if (csv) {
    const cells = readFirstColumn(text);
    return HEADINGS.includes(cells[0]?.trim().toLowerCase() ?? '') ? cells.slice(1) : cells;
  }
  // What ends the last line begins no other one.
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r\n|[\r\n,]/);
}

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

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
    const why = error instanceof TypeError ? 'is not UTF-8' : 'cannot be read';
    throw new CommandError(EXIT.usage, `${name} ${why}`, error);
  }
}
