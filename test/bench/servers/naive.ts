import DataLoader from 'dataloader';
import { fastify } from 'fastify';
import { mercurius } from 'mercurius';
import type { CallDesk, InviteAnswer, MembershipDataSource } from '../../../src/datasources/datasource.ts';
import { connectionSettings, createDataSource } from '../../../src/datasources/registry.ts';
import { parseGroupId } from '../../../src/kernel/ids.ts';
import { systemClock } from '../../../src/kernel/clock.ts';
import { serve } from '../machine/serve.ts';
import { operationOf } from '../schema/data.ts';
import { buildBenchSchema, createBenchContext, type InviteInput } from '../schema/schema.ts';
import { RowStore } from './row-store.ts';

/**
 * What a good engineer would write by hand in a day: mercurius with graphql-jit, a loader for each request, one call of the
 * provider for each request. It waits for no quota and tries nothing again. For the wire it has the service's own data sources, which are
 * faster than `fetch`. Its first parameter holds the connections of the configuration; with a folder as the second it keeps a row for
 * each member there, and otherwise nothing.
 */
const settings = JSON.parse(process.argv[2] ?? '[]') as unknown[];
const dataSources = new Map<string, MembershipDataSource>(
  settings.map((one) => {
    const dataSource = createDataSource(connectionSettings.parse(one), { clock: systemClock, random: Math.random });
    return [dataSource.connectionId, dataSource];
  }),
);

const rows = process.argv[3] === undefined ? null : new RowStore(process.argv[3]);
const never = new AbortController().signal;
const desk: CallDesk = {
  signal: never,
  readPermit: () => Promise.resolve(),
  readDeparted: () => {},
  departurePermit: () => Promise.resolve(),
  departed: () => {},
};

/** One loader for each request: its members leave in one call. */
function createInviter(groupId: string): DataLoader<string, object> {
  const ref = parseGroupId(groupId);
  const dataSource = dataSources.get(ref?.connectionId ?? '');
  if (ref === null || dataSource === undefined) throw new Error(`there is no group ${groupId}`);
  return new DataLoader(async (accounts) => {
    const members = accounts.map((account) => ({ account, resent: false }));
    const answer = await dataSource.invite({ groupId: ref.externalId, members, options: {} }, desk);
    return accounts.map((account) => outcomeOf(answer, groupId, account));
  });
}

function outcomeOf(answer: InviteAnswer, groupId: string, account: string): object {
  const outcome = answer.kind === 'outcomes' ? answer.outcomes.get(account) : undefined;
  const now = new Date();
  const membership = {
    __typename: 'Membership',
    id: `${groupId}:${account}`,
    account,
    state: 'JOINED',
    changedAt: now,
  };
  const common = { account, membership };
  switch (outcome?.type) {
    case 'joined':
      return { __typename: 'MemberJoined', ...common, joinedAt: now };
    case 'alreadyJoined':
      return { __typename: 'MemberAlreadyJoined', ...common };
    case 'invited':
      return { __typename: 'MemberInvited', ...common, awaiting: outcome.awaiting };
    default: {
      const message =
        outcome === undefined || !('message' in outcome) ? 'the provider refused the call' : outcome.message;
      return { __typename: 'MemberFailed', ...common, reason: 'PROVIDER_ERROR', message, retryable: false };
    }
  }
}

const invite = async ({ groupId, members }: InviteInput): Promise<object> => {
  const inviter = createInviter(groupId);
  const accounts = members.map(({ account }) => account);
  const results = await Promise.all(accounts.map((account) => inviter.load(account)));
  rows?.keep(groupId, accounts, 'JOINED');
  return { operation: operationOf(results.length), results };
};

const app = fastify();
await app.register(mercurius, { schema: buildBenchSchema({ invite }), context: createBenchContext, jit: 1 });
serve({ url: await app.listen({ host: '127.0.0.1', port: 0, backlog: 4_096 }) });
