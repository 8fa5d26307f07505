import { pino } from 'pino';
import { expect, it } from 'vitest';
import { createMemoryDataSource } from '../../src/datasources/memory.ts';
import type {
  CallDesk,
  InviteCall,
  MemberOutcome,
  MembershipDataSource,
  ReadDesk,
} from '../../src/datasources/datasource.ts';
import { DataSourceError, ReadRefused } from '../../src/datasources/fault.ts';
import { Metrics } from '../../src/signals/metrics/metrics.ts';
import { observeDataSource } from '../../src/signals/observed-data-source.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { parseExposition } from './exposition.ts';

const CALL: InviteCall = { groupId: 'g', members: [{ account: 'a', resent: false }], options: {} };

/** A desk that permits everything at once, and the requests that were counted. */
function observe(over: Partial<MembershipDataSource>) {
  const metrics = new Metrics();
  const memory = createMemoryDataSource({
    connectionId: 'c',
    groups: new Map(),
  });
  const deps = { metrics, clock: new ManualClock(), log: pino({ level: 'silent' }) };
  const desk: CallDesk = {
    signal: new AbortController().signal,
    readPermit: async () => {},
    readDeparted: () => {},
    departurePermit: async () => {},
    departed: () => {},
  };
  const counted = async (): Promise<Record<string, number>> => {
    const samples = parseExposition(await metrics.registry.metrics());
    const calls = samples.filter(({ name }) => name === 'rollcall_calls_total');
    return Object.fromEntries(calls.map(({ labels, value }) => [`${labels['kind']} ${labels['result']}`, value]));
  };
  return { source: observeDataSource({ ...memory, ...over }, deps), desk, counted, metrics };
}

it('counts each request of a call by itself: reads before and after it, and the invite', async () => {
  const { source, desk, counted, metrics } = observe({
    async invite(_call, to) {
      await to.readPermit();
      to.readDeparted();
      await to.departurePermit();
      to.departed();
      await to.readPermit();
      to.readDeparted();
      return { kind: 'outcomes', outcomes: new Map() };
    },
  });
  await source.invite(CALL, desk);
  expect(await counted()).toEqual({ 'read ok': 2, 'invite ok': 1 });
  expect(metrics.quotaSpent.of('c').value).toBe(1);
});

it('counts an invite that the provider refused as a whole, and one that could not even leave', async () => {
  const refused = observe({
    async invite(_call, to) {
      await to.departurePermit();
      to.departed();
      return { kind: 'tooMany', remember: false, message: '', providerCode: '1' };
    },
  });
  await refused.source.invite(CALL, refused.desk);
  expect(await refused.counted()).toEqual({ 'invite refused': 1 });

  const joined: MemberOutcome = { type: 'joined' };
  const failed: MemberOutcome = { type: 'failed', reason: 'PROVIDER_ERROR', message: '' };
  for (const [result, ...told] of [
    ['refused', failed],
    ['ok', failed, joined],
  ] as const) {
    const outcomes = new Map(told.map((outcome, index) => [`account-${index}`, outcome]));
    const answered = observe({
      async invite(_call, to) {
        await to.departurePermit();
        to.departed();
        return { kind: 'outcomes', outcomes };
      },
    });
    await answered.source.invite(CALL, answered.desk);
    expect(await answered.counted()).toEqual({ [`invite ${result}`]: 1 });
  }

  const unreachable = observe({
    async invite(_call, to) {
      await to.departurePermit();
      throw new DataSourceError('unavailable', { message: 'nobody there' });
    },
  });
  await expect(unreachable.source.invite(CALL, unreachable.desk)).rejects.toThrow('nobody there');
  expect(await unreachable.counted()).toEqual({ 'invite unavailable': 1 });
  expect(unreachable.metrics.quotaSpent.of('c').value).toBe(0);
});

it('counts the request that failed as failed, and those before it as good', async () => {
  const { source, desk, counted } = observe({
    async invite(_call, to) {
      await to.readPermit();
      to.readDeparted();
      await to.departurePermit();
      to.departed();
      throw new DataSourceError('unknown_outcome', { message: 'no answer' });
    },
  });
  await expect(source.invite(CALL, desk)).rejects.toThrow('no answer');
  expect(await counted()).toEqual({ 'read ok': 1, 'invite unknown_outcome': 1 });
});

it('counts the pages of a list, reads, and every request of a removal', async () => {
  const ask = async (to: ReadDesk): Promise<void> => {
    await to.readPermit();
    to.readDeparted();
  };
  const { source, desk, counted } = observe({
    reads: {
      accountsPerProbe: 1,
      probeMembers: (_groupId, _accounts, to) => ask(to).then(() => new Map()),
      async *listMembers(_groupId, to) {
        for (const account of ['b', 'd']) {
          await ask(to);
          yield { members: [{ account }] };
        }
        await ask(to);
        throw new ReadRefused('notPermitted', 'no more of it');
      },
      listInvitees: async () => null,
      readGroup: (_groupId, to) => ask(to).then(() => ({})),
    },
    removals: {
      accountsPerRemoval: 1,
      takesOperator: false,
      removeMembers: async (_call, to) => {
        await ask(to);
        await ask(to);
        return new Map();
      },
    },
  });
  const pages: string[][] = [];
  const listing = async (): Promise<void> => {
    for await (const { members } of source.reads!.listMembers('g', desk))
      pages.push(members.map(({ account }) => account));
  };
  await expect(listing()).rejects.toThrow('no more of it');
  expect(pages).toEqual([['b'], ['d']]);
  expect(await counted()).toEqual({ 'read ok': 2, 'read refused': 1 });
  await source.reads!.probeMembers('g', ['b'], desk);
  await source.removals!.removeMembers({ groupId: 'g', accounts: ['b'], options: {} }, desk);
  expect(await counted()).toEqual({ 'read ok': 3, 'read refused': 1, 'removal ok': 2 });
});
