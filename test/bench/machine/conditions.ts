import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { CORES, canPin, LOAD_CORE, SERVER_CORE } from './cores.ts';

/** Name and value of everything that the figures depend on. */
export type Conditions = readonly (readonly [name: string, value: string])[];

const ROOT = new URL('../../../', import.meta.url);
const OWN_PACKAGES = ['graphql', '@apollo/server', 'type-graphql', 'graphql-ws', 'ws', 'undici'];
const PEERS = ['mercurius', 'fastify', 'graphql-jit', 'graphql-yoga'];

/** Load over the last one, five and fifteen minutes. */
export const loadNow = (): string =>
  loadavg()
    .map((load) => load.toFixed(2))
    .join(' ');

function versionOf(folder: string, name: string): string {
  const manifest = readFileSync(new URL(`${folder}/${name}/package.json`, ROOT), 'utf8');
  return `${name} ${(JSON.parse(manifest) as { version: string }).version}`;
}

const git = (...parameters: string[]): string => {
  try {
    return execFileSync('git', parameters, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return 'unknown';
  }
};

export function readConditions(startedAt: Date, tookMs: number): Conditions {
  const changed = git('status', '--porcelain', '--', 'src', 'package-lock.json');
  const pinned = canPin
    ? `server on core ${SERVER_CORE}, load and simulated providers on core ${LOAD_CORE}; services of several instances and their databases anywhere`
    : 'not possible here: taskset or a second core is missing, so the load disturbs what is measured';
  return [
    ['date', `${startedAt.toISOString()}, ${Math.round(tookMs / 1_000)} s in all`],
    ['commit', `${git('rev-parse', '--short', 'HEAD')}${changed === '' ? '' : ', with uncommitted changes'}`],
    [
      'machine',
      `${CORES} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`,
    ],
    ['load average at the end', loadNow()],
    ['pinning', pinned],
    ['Node', process.version],
    ['packages', OWN_PACKAGES.map((name) => versionOf('node_modules', name)).join(', ')],
    ['peers', PEERS.map((name) => versionOf('test/bench/node_modules', name)).join(', ')],
  ];
}
