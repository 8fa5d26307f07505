import { setTimeout as realDelay } from 'node:timers/promises';
import { eventually, graphql, type Program, type Service } from '../../e2e/processes.ts';
import { HttpConnection } from '../client/http-connection.ts';
import { NO_DATABASE, startOn, STORES, type StoreName } from '../machine/service.ts';
import { STUB_CONNECTION, StubProvider } from '../provider/stub-provider.ts';
import type { Table } from '../report/result.ts';
import { shortSpread, spreadOf } from '../report/statistics.ts';
import { inviteRequest } from '../schema/invites.ts';

/** How long one large invite keeps everybody else waiting: the longest time for which the service's event loop does not turn. */

const MEMBERS = [500, 10_000] as const;
const ROUNDS = 2;
/** The provider takes so long that the mutation is answered before anybody is settled, in milliseconds. */
const PROVIDER_MS = 400;
/** What was begun ends meanwhile, in milliseconds, and the probe looks once more. */
const QUIET_MS = 100;
const PROBE = `--import=${new URL('loop-probe.ts', import.meta.url).href} --disable-warning=ExperimentalWarning`;
const OPERATION = 'query ($id: ID!) { inviteOperation(id: $id) { status } }';

interface Blocks {
  readonly acceptMs: number[];
  readonly settleMs: number[];
}

export async function measureBlocks(quick: boolean): Promise<Table> {
  await using provider = await StubProvider.start(PROVIDER_MS);
  const rows: string[][] = [];
  for (const store of STORES) rows.push(...(await measureStore(store, provider, quick ? 1 : ROUNDS)));
  return {
    title: 'The longest block of the event loop, in milliseconds',
    columns: ['store', 'members of one mutation', 'until its answer', 'from there until all are settled'],
    rows,
  };
}

async function measureStore(store: StoreName, provider: StubProvider, rounds: number): Promise<string[][]> {
  await using service = await startOn(store, [provider.connection], { NODE_OPTIONS: PROBE });
  if (service === null) return [[store, NO_DATABASE, '-', '-']];
  const blocks = new Map<number, Blocks>(MEMBERS.map((members) => [members, { acceptMs: [], settleMs: [] }]));
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const [members, { acceptMs, settleMs }] of blocks) {
      const [accept, settle] = await inviteMany(service, members, round);
      if (round === 0) continue;
      acceptMs.push(accept);
      settleMs.push(settle);
    }
  }
  return [...blocks].map(([members, { acceptMs, settleMs }]) => [
    store,
    String(members),
    shortSpread(spreadOf(acceptMs)),
    shortSpread(spreadOf(settleMs)),
  ]);
}

async function inviteMany({ url, program }: Service, members: number, round: number): Promise<[number, number]> {
  using connection = await HttpConnection.open(url);
  const accounts = Array.from({ length: members }, (_, index) => `m${round}-${index}`);
  const request = inviteRequest(url, { groupId: `${STUB_CONNECTION}:large-${members}-${round}`, accounts, waitMs: 0 });
  await longestBlock(program);
  const { body } = await connection.send(request);
  const accept = await longestBlock(program);
  const { data } = JSON.parse(body.toString('utf8')) as { data: { inviteMembers: { operation: { id: string } } } };
  const { id } = data.inviteMembers.operation;
  await eventually('everybody is settled', async () => {
    const { data: now } = await graphql(url, OPERATION, { id });
    return now.inviteOperation.status === 'COMPLETED';
  });
  await realDelay(QUIET_MS);
  return [accept, await longestBlock(program)];
}

async function longestBlock(program: Program): Promise<number> {
  const answers = (): string[] => program.stdout.match(/^blocked \S+ ms$/gm) ?? [];
  const known = answers().length;
  program.signal('SIGUSR2');
  const answer = await eventually('the probe answers', () => Promise.resolve(answers()[known] ?? null));
  return Number(answer.split(' ')[1]);
}
