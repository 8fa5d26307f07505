import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as realDelay } from 'node:timers/promises';
import { Client } from 'pg';
import { Program } from '../../e2e/processes.ts';
import type { Database, DatabaseServer } from './database.ts';
import { findFreePort } from './free-port.ts';

/** Where Debian puts the programs of each version. */
const VERSIONS = '/usr/lib/postgresql';
const START_LIMIT_MS = 30_000;

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** The folder of the newest PostgreSQL's programs on this machine; null when there is none. */
export function findPrograms(): string | null {
  if (!existsSync(VERSIONS)) return null;
  const versions = readdirSync(VERSIONS).toSorted((a, b) => Number(b) - Number(a));
  const folders = versions.map((version) => join(VERSIONS, version, 'bin'));
  return folders.find((folder) => existsSync(join(folder, 'initdb'))) ?? null;
}

/** A PostgreSQL that this run alone uses, with a data folder of its own, so that it may be stopped. */
export class PostgresCluster implements Database, DatabaseServer {
  readonly url: string;
  readonly server = this;
  readonly #launch: () => Program;
  readonly #folder: string;
  #program: Program;

  private constructor(url: string, folder: string, launch: () => Program) {
    this.url = url;
    this.#folder = folder;
    this.#launch = launch;
    this.#program = launch();
  }

  static async start(programs: string): Promise<PostgresCluster> {
    const folder = mkdtempSync(join(tmpdir(), 'rollcall-chaos-postgres-'));
    const account = process.getuid?.() === 0 ? findAccount('postgres') : null;
    if (account !== null) chownSync(folder, account.uid, account.gid);
    const data = join(folder, 'data');
    const options = { cwd: folder, ...account };
    const setUp = Program.run(
      join(programs, 'initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
      options,
    );
    const { code } = await setUp.ended;
    if (code !== 0) throw new Error(`no database could be made: ${setUp.stderr}`);
    const port = await findFreePort();
    const settings = [
      ['port', port],
      ['listen_addresses', '127.0.0.1'],
      ['unix_socket_directories', folder],
    ].flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const cluster = new PostgresCluster(`postgres://postgres@127.0.0.1:${port}/postgres`, folder, () =>
      Program.run(join(programs, 'postgres'), ['-D', data, ...settings], options),
    );
    await cluster.#serving();
    return cluster;
  }

  async stop(how: 'fast' | 'immediate'): Promise<void> {
    await this.#program.end(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
  }

  async startAgain(): Promise<void> {
    this.#program = this.#launch();
    await this.#serving();
  }

  /** A server that recovers its log takes connections only afterwards. */
  async #serving(): Promise<void> {
    const deadlineMs = performance.now() + START_LIMIT_MS;
    while (!(await canConnect(this.url))) {
      if (this.#program.isOver || performance.now() > deadlineMs) {
        throw new Error(`PostgreSQL does not run: ${this.#program.stderr}`);
      }
      await realDelay(50);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('immediate');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

async function canConnect(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

/** PostgreSQL refuses to run as root. */
function findAccount(name: string): Account {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined) throw new Error(`this machine has no user ${name}`);
  return { uid: Number(uid), gid: Number(gid) };
}
