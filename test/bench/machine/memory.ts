import { readFileSync } from 'node:fs';

function kibibytes(pid: number, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const [, value] = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status) ?? [];
  return Number(value);
}

/** The memory of a process that is in use now, in KiB, as Linux counts it. */
export const residentKiB = (pid: number): number => kibibytes(pid, 'VmRSS');

/** The most that it ever used, in KiB. */
export const peakKiB = (pid: number): number => kibibytes(pid, 'VmHWM');
