import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from 'graphql-sse';
import { describe, expect, it, onTestFinished } from 'vitest';
import { MAX_KEYS } from '../../src/access/published-keys.ts';
import { DEFAULT_RETENTION } from '../../src/config/config.ts';
import { MAX_SOCKETS } from '../../src/datasources/http.ts';
import { CLOCKS_APART_MS } from '../../src/events/member-subscriptions.ts';
import { SWEEP_BATCH } from '../../src/events/retention.ts';
import { DAY, parseIsoDurationMs, SECOND } from '../../src/kernel/duration.ts';
import { MAX_CONNECTIONS } from '../../src/store/postgres/database.ts';
import { LEASE_MS } from '../../src/store/postgres/lease.sql.ts';
import { MAX_CALLBACK_SOCKETS } from '../../src/transports/callback/posts.ts';
import { GOODBYE_SPREAD_MS, SHUTDOWN_DEADLINE_MS } from '../../src/transports/shutdown.ts';
import { eventually, graphql, Program, type Service, startSandboxProcess, startService } from '../e2e/processes.ts';
import { DATABASE_URL, newDatabase } from '../support/postgres.ts';

const ROOT = new URL('../../', import.meta.url);
const PAGE = readFileSync(new URL('docs/operating.md', ROOT), 'utf8');
const PACKAGE = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as { bin: { rollcall: string } };
/** Every answer of the simulated providers takes so long, so that calls are under way at any moment. */
const LATENCY_MS = 40;
const CLIENTS = 4;
/** Answers before the backup, and again between it and the loss. */
const ANSWERS = 25;
const GROUP = 'tencent:load-backup';

const INVITE = `mutation ($input: InviteMembersInput!) {
  inviteMembers(input: $input) { operation { id } results { ... on InviteMemberOutcome { account } } }
}`;
const OPERATIONS = `query ($all: [_Any!]!) { _entities(representations: $all) {
  ... on InviteOperation { id status counts { total } }
} }`;
const CHANGES = `subscription ($groupId: ID!, $after: String) {
  memberStateChanged(groupId: $groupId, after: $after) { cursor sequence }
}`;

interface Change {
  readonly cursor: string;
  readonly sequence: number;
}

/** What stands under a heading, up to the next one. */
function chapter(heading: string): string {
  const [, rest] = PAGE.split(new RegExp(`^##+ ${heading}$`, 'm'));
  if (rest === undefined) throw new Error(`there is no chapter ${heading}`);
  return rest.split(/^##+ /m)[0] ?? '';
}

/** The commands of a chapter, in order. */
const commandsOf = (heading: string): string[] =>
  [...chapter(heading).matchAll(/^ *```sh\n(.*?)^ *```/gms)].map(([, command = '']) => command);

/** Runs a command of the page as a shell does; resolves with what it printed. */
async function sh(command: string, env: Readonly<Record<string, string>>): Promise<string> {
  await using program = Program.run('sh', ['-eu', '-c', command], { env });
  const { code } = await program.ended;
  if (code !== 0) throw new Error(`${command}\nended with ${code}:\n${program.stderr}`);
  return program.stdout;
}

/** Invites without a pause, and keeps what was answered. */
class Storm {
  /** By idempotency key, in the order of the answers. */
  readonly answered = new Map<string, string>();
  readonly #url: string;
  #over = false;

  constructor(url: string) {
    this.#url = url;
  }

  async run(): Promise<void> {
    await Promise.all(Array.from({ length: CLIENTS }, (_, client) => this.#client(client)));
  }

  end(): void {
    this.#over = true;
  }

  async #client(client: number): Promise<void> {
    for (let request = 0; !this.#over; request++) {
      const key = `${client}-${request}`;
      this.answered.set(key, await invite(this.#url, key));
    }
  }
}

/** Resolves with the id of the operation. */
async function invite(url: string, key: string): Promise<string> {
  const members = [1, 2, 3].map((n) => ({ account: `m-${key}-${n}` }));
  const { data } = await graphql(url, INVITE, {
    input: { groupId: GROUP, members, idempotencyKey: key, waitMs: 20 },
  });
  return (data.inviteMembers as { operation: { id: string } }).operation.id;
}

async function operations(url: string, ids: readonly string[]): Promise<({ id: string; status: string } | null)[]> {
  const all = ids.map((id) => ({ __typename: 'InviteOperation', id }));
  return (await graphql(url, OPERATIONS, { all })).data._entities as ({ id: string; status: string } | null)[];
}

/** The next `count` changes behind a cursor; rejects with the code of an error. */
async function changesAfter(url: string, after: string | null, count: number): Promise<Change[]> {
  const client = createClient({ url: `${url}/graphql`, retryAttempts: 0 });
  const changes: Change[] = [];
  try {
    for await (const { data, errors } of client.iterate<{ memberStateChanged: Change }>({
      query: CHANGES,
      variables: { groupId: GROUP, after },
    })) {
      if (errors !== undefined) throw new Error(String(errors[0]?.extensions?.['code']));
      if (data != null && changes.push(data.memberStateChanged) === count) break;
    }
    return changes;
  } finally {
    client.dispose();
  }
}

const FIRST_CURSOR = Buffer.from(`e1.0.${Date.now()}`).toString('base64url');

/** What the commands of a chapter are run with. */
interface Rehearsal {
  readonly environment: Readonly<Record<string, string>>;
  readonly commands: readonly string[];
  /** How many of the commands make the backup; the rest restore it. */
  readonly backup: number;
  readonly variables: (service: Service) => Readonly<Record<string, string>>;
}

/** Backs up in the middle of a storm, loses everything, restores, and compares with what was answered. */
async function rehearse({ environment, commands, backup, variables }: Rehearsal): Promise<void> {
  const start = (): Promise<Service> => startService({ ...environment, LOG_LEVEL: 'error' });
  let service = await start();
  onTestFinished(() => service[Symbol.asyncDispose]());
  const storm = new Storm(service.url);
  const inviting = storm.run();
  const moreAnswers = (than: number): Promise<true> =>
    eventually('there are more answers', () => Promise.resolve(storm.answered.size >= than + ANSWERS && true));

  await moreAnswers(0);
  const kept = new Map(storm.answered);
  const [early] = await changesAfter(service.url, FIRST_CURSOR, 1);
  for (const command of commands.slice(0, backup)) await sh(command, variables(service));
  await moreAnswers(storm.answered.size);
  storm.end();
  await inviting;
  const lost = [...storm.answered].at(-1) as [string, string];
  const latest = await newestCursor(service.url);
  await service.program.end('SIGKILL');

  for (const command of commands.slice(backup)) await sh(command, variables(service));
  service = await start();

  const ids = [...kept.values()];
  await eventually('what was answered before the backup is completed', async () =>
    (await operations(service.url, ids)).every((operation) => operation?.status === 'COMPLETED'),
  );
  expect((await operations(service.url, ids)).map((operation) => operation?.id)).toEqual(ids);
  // What came after it is gone, key and all: the same request is another operation.
  expect(await operations(service.url, [lost[1]])).toEqual([null]);
  const [oldKey, oldId] = [...kept][0] as [string, string];
  expect(await invite(service.url, oldKey)).toBe(oldId);
  expect(await invite(service.url, lost[0])).not.toBe(lost[1]);

  const replayed = await changesAfter(service.url, early?.cursor ?? null, 20);
  expect(replayed.map(({ sequence }) => sequence)).toEqual(
    replayed.map((_, index) => index + (early?.sequence ?? 0) + 1),
  );
  await expect(changesAfter(service.url, latest, 1)).rejects.toThrow('CURSOR_EXPIRED');
}

async function newestCursor(url: string): Promise<string> {
  const page = await graphql(
    url,
    `
      query ($id: ID!) {
        group(id: $id) {
          memberships(first: 1000) {
            edges {
              node {
                history(first: 10) {
                  edges {
                    node {
                      cursor
                    }
                  }
                }
              }
            }
          }
        }
      }
    `,
    { id: GROUP },
  );
  const edges = page.data.group.memberships.edges as { node: { history: { edges: { node: { cursor: string } }[] } } }[];
  const cursors = edges.flatMap(({ node }) => node.history.edges.map((edge) => edge.node.cursor));
  const positionOf = (cursor: string): number => Number(Buffer.from(cursor, 'base64url').toString().split('.')[1]);
  return cursors.toSorted((one, other) => positionOf(other) - positionOf(one))[0] ?? '';
}

async function prepare(): Promise<{ folder: string; config: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'rollcall-operating-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const sandbox = await startSandboxProcess();
  onTestFinished(() => sandbox[Symbol.asyncDispose]());
  const order = { connection: 'tencent', latencyMs: LATENCY_MS };
  await fetch(`${sandbox.url}/control`, { method: 'POST', body: JSON.stringify(order) });
  const config = join(folder, 'rollcall.json');
  writeFileSync(config, JSON.stringify({ connections: sandbox.connections }));
  return { folder, config };
}

describe('the page on operating', { timeout: 60_000 }, () => {
  it('leads to pages and chapters that are there', () => {
    const headingsOf = (page: string): string[] =>
      [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replaceAll(/[^\w\- ]/g, '')
          .replaceAll(' ', '-'),
      );
    const links = [...PAGE.matchAll(/\]\(([^)#\s]*)(?:#([^)\s]+))?\)/g)].filter(
      ([, path = '']) => !/^https?:/.test(path),
    );
    expect(links.length).toBeGreaterThan(20);
    for (const [, path = '', anchor] of links) {
      const page = readFileSync(new URL(path === '' ? 'operating.md' : path, new URL('docs/', ROOT)), 'utf8');
      if (anchor !== undefined) expect(headingsOf(page)).toContain(anchor);
    }
  });

  it.each([
    ['What it needs', `At most ${MAX_CONNECTIONS} an instance`],
    [
      'What it needs',
      `at most ${MAX_SOCKETS} for each connection to a provider and ${MAX_CALLBACK_SOCKETS} for each router`,
    ],
    ['Start, drain, restart', `spread over up to ${GOODBYE_SPREAD_MS.atMost / SECOND} seconds`],
    ['Start, drain, restart', `up to ${SHUTDOWN_DEADLINE_MS / SECOND} seconds; what is not done`],
    ['Start, drain, restart', `its lease of ${LEASE_MS / SECOND} seconds`],
    ['After a restore', `more than ${CLOCKS_APART_MS / SECOND} seconds later`],
    ['Retention and disk', `${(parseIsoDurationMs(DEFAULT_RETENTION) ?? 0) / DAY} days`],
    ['Retention and disk', `at most ${SWEEP_BATCH.toLocaleString('en').replace(',', ' ')} of each a second`],
    ['Secrets', `up to ${MAX_KEYS} keys`],
  ])('says under "%s": %s', (heading, text) => {
    expect(chapter(heading).replaceAll(/\s+/g, ' ')).toContain(text);
  });

  it('asks a new version what it would do', async () => {
    const { folder, config } = await prepare();
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    symlinkSync(fileURLToPath(new URL(PACKAGE.bin.rollcall, ROOT)), join(bin, 'rollcall'));
    const [commands = ''] = commandsOf('Upgrade');
    const env = {
      PATH: `${bin}:${process.env['PATH']}`,
      ROLLCALL_CONFIG: config,
      ROLLCALL_DATA_DIR: join(folder, 'data'),
    };
    expect(await sh(commands, env)).toContain('it would get schema');
  });

  it('backs the embedded store up while it is written, and restores all that was answered before', async () => {
    const { folder, config } = await prepare();
    const data = join(folder, 'data');
    const [save = '', check = '', restore = ''] = commandsOf('The embedded store');
    await rehearse({
      environment: { ROLLCALL_CONFIG: config, ROLLCALL_DATA_DIR: data },
      commands: [save, check, restore],
      backup: 2,
      variables: ({ program }) => ({
        PID: String(program.pid),
        ROLLCALL_DATA_DIR: data,
        BACKUP: join(folder, 'backup'),
      }),
    });
  });

  if (DATABASE_URL === undefined) it.skip('PostgreSQL is left out: DATABASE_URL is not set', () => {});
  else
    it('backs PostgreSQL up while it is written, and restores all that was answered before', async () => {
      const { folder, config } = await prepare();
      const url = await newDatabase();
      const [save = '', restore = ''] = commandsOf('PostgreSQL');
      await rehearse({
        environment: { ROLLCALL_CONFIG: config, DATABASE_URL: url },
        commands: [save, restore],
        backup: 1,
        variables: () => ({ DATABASE_URL: url, BACKUP: join(folder, 'backup') }),
      });
    });
});
