import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Cores of this machine, before anything was pinned. */
export const CORES = availableParallelism();
/** What is measured runs here alone. */
export const SERVER_CORE = 0;
/** Load, simulated providers and everything else that is not measured. */
export const LOAD_CORE = 1;
/** What a process may open when the machine lets us: more than the most subscribers. */
const WANTED_FILES = 65_536;

/** Whether processes can be held to a core here. */
export const canPin: boolean = CORES > 1 && spawnSync('taskset', ['--version']).status === 0;

/** Holds all threads of a process, and what it starts from now on, to some cores. */
function hold(pid: number, cores: string): void {
  if (canPin) execFileSync('taskset', ['-acp', cores, String(pid)], { stdio: 'ignore' });
}

export const pinServer = (pid: number): void => hold(pid, String(SERVER_CORE));
/** Also for what runs beside the load and is not measured. */
export const pinLoad = (pid: number): void => hold(pid, String(LOAD_CORE));
export const unpin = (pid: number): void => hold(pid, `0-${CORES - 1}`);

/** Holds this process to the load's core until it is disposed of; programs that it starts meanwhile begin there too. */
export function pinSelf(): Disposable {
  pinLoad(process.pid);
  return { [Symbol.dispose]: () => unpin(process.pid) };
}

/** Asks for more open files than the usual limit, and returns how many a process may have. */
export function raiseFileLimit(pid: number): number {
  spawnSync('prlimit', ['--pid', String(pid), `--nofile=${WANTED_FILES}:${WANTED_FILES}`]);
  const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8')) ?? [];
  return Number(soft);
}
