import { readFileSync } from 'node:fs';

/** Linux counts CPU time of processes in ticks of so many milliseconds. */
const TICK_MS = 10;

/** CPU time that a process has used so far, in user and system mode together, in milliseconds. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The program's name comes before, in brackets, and may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return TICK_MS * (Number(fields[11]) + Number(fields[12]));
}
