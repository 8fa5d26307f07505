import { readFileSync } from 'node:fs';
import { dropDatabases } from './database.ts';
import { removeFolders } from './folder.ts';

/** What this process has started and what has not ended yet. */
const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);

function endChildren(): void {
  for (const pid of childrenOf(process.pid)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

/** However this process ends, programs that it started, databases and folders go with it. */
export function leaveNothingBehind(): void {
  process.on('exit', () => {
    endChildren();
    removeFolders();
  });
  const breakOff = (): void => void dropDatabases().finally(() => process.exit(1));
  process.once('SIGINT', breakOff);
  process.once('SIGTERM', breakOff);
}
