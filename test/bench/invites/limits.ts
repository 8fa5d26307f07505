import { temporaryFolder } from '../machine/folder.ts';
import { RowStore } from '../servers/row-store.ts';
import type { Load } from './subjects.ts';

/** How long commits are counted, in milliseconds. */
const COUNTED_MS = 700;

/** Members a second that so many clients can have settled at most, each of whom waits for the provider before the next mutation. */
export const closedLoopLimit = ({ members }: Load, clients: number, providerMs: number): number =>
  (1_000 / providerMs) * clients * members;

/** Rows a second that `node:sqlite` puts on the disk, so many with each commit, with nothing else in the process. */
export function measureRawRows(rowsOfCommit: number): number {
  using folder = temporaryFolder();
  using store = new RowStore(folder.path);
  const accounts = Array.from({ length: rowsOfCommit }, (_, index) => `member-${index}`);
  const untilMs = performance.now() + COUNTED_MS;
  let rows = 0;
  while (performance.now() < untilMs) {
    store.keep('stub:group', accounts, 'JOINED');
    rows += rowsOfCommit;
  }
  return rows / (COUNTED_MS / 1_000);
}
