import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { COMPILE_CACHE, Program } from '../e2e/processes.ts';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** A dozen processes one after another; only a busy machine takes so long, in milliseconds. */
export const PATIENCE = { timeout: 60_000 };

type Environment = Readonly<Record<string, string>>;

/** Starts the built command line with nothing of this process's environment but its path. */
export const rollcall = (parameters: readonly string[], environment: Environment = {}): Program =>
  Program.run(process.execPath, [CLI, ...parameters], {
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...environment },
  });

/** What a shell makes of a line in which `rollcall` is the built command line. */
export const shell = (line: string, environment: Environment = {}): Program =>
  Program.run('bash', ['-o', 'pipefail', '-c', `rollcall() { "${process.execPath}" "${CLI}" "$@"; }; ${line}`], {
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...environment },
  });

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Waits for its end. */
export async function finished(program: Program): Promise<Finished> {
  const { code } = await program.ended;
  return { code, stdout: program.stdout, stderr: program.stderr };
}

export const run = (parameters: readonly string[], environment: Environment = {}): Promise<Finished> =>
  finished(rollcall(parameters, environment));

/** The lines of JSON that a command has printed. */
export const linesOf = (stdout: string): Record<string, unknown>[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** A folder for the running test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A file for the running test; its path. */
export function writeFile(name: string, text: string): string {
  const path = join(newFolder(), name);
  writeFileSync(path, text);
  return path;
}

/** A configuration in a file for the running test; its path. */
export const writeConfig = (configuration: object): string => writeFile('rollcall.json', JSON.stringify(configuration));

/** A port that is free now, for a service that comes back at the same address. */
export async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}
