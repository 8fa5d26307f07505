import { expect, it } from 'vitest';
import { DataSourceError } from '../../src/datasources/fault.ts';
import type { Fault } from '../../src/datasources/fault.ts';
import { createMemoryDataSource, memoryCapabilities } from '../../src/datasources/memory.ts';
import type { DataSourceSubject, ProviderMood } from '../contract/datasource.contract.ts';
import { describeMembersContract } from '../contract/member-reads.contract.ts';
import type { MembersSubject, Spoiling } from '../contract/member-reads.contract.ts';
import { RATE_LIMIT_MS, describeDataSourceContract } from '../contract/datasource.contract.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { RecordingDesk } from './recording-desk.ts';

describeDataSourceContract({
  name: 'memory',
  capabilities: memoryCapabilities,
  groupId: 'g1',
  accounts: ['ann', 'bob', 'cem'],
  malformed: 'x'.repeat(33),
  // Without a wire, a fault is whatever the test says it is.
  lacks: ['talksNonsense', 'breaksOff', 'hangs', 'echoes'],
  start: async ({ reachable }) => startMemorySubject(reachable),
});

function startMemorySubject(reachable: boolean): DataSourceSubject {
  let mood: ProviderMood = 'works';
  let invites = 0;
  const source = createMemoryDataSource({
    connectionId: 'memory',
    groups: new Map([['g1', new Set<string>()]]),
    reachable: () => reachable,
    async onArrived() {
      invites++;
      if (mood !== 'rateLimits') return;
      throw new DataSourceError('rate_limited', { message: 'slow down', retryAfterMs: RATE_LIMIT_MS });
    },
  });
  return {
    source,
    clock: new ManualClock(),
    secrets: [],
    logged: [],
    setMood: (next) => void (mood = next),
    requests: () => undefined,
    invites: () => invites,
    inviteArrived: async () => undefined,
    stop: async () => undefined,
  };
}

describeMembersContract({
  name: 'memory',
  groupId: 'g1',
  people: ['ann', 'bob', 'cem'],
  stranger: 'dan',
  missingGroupId: 'g2',
  tellsMissingGroups: true,
  accountsPerProbe: 10,
  paged: { groupId: 'g3', membersPerPage: 4 },
  invitee: { account: 'eve', options: { requireConsent: true } },
  removals: { owner: 'own' },
  withdraws: true,
  lacks: ['talksNonsense', 'answersOtherShape', 'breaksOff', 'hangs', 'losesAnswer'],
  start: async () => startMemoryMembers(),
});

function startMemoryMembers(): MembersSubject {
  const groups = new Map([
    ['g1', new Set(['own'])],
    ['g3', new Set(['own'])],
  ]);
  const invitations = new Map<string, Set<string>>();
  const faults: Partial<Record<Spoiling, Fault>> = { fails: 'unknown_outcome', rateLimits: 'rate_limited' };
  let fault: Fault | undefined;
  let requests = 0;
  return {
    source: createMemoryDataSource({
      connectionId: 'memory',
      groups,
      invitations,
      owners: new Map([['g1', 'own']]),
      membersPerPage: 4,
      async onAsked() {
        requests++;
        if (fault !== undefined) throw new DataSourceError(fault, { message: 'it went wrong' });
      },
    }),
    requests: () => requests,
    members: (groupId) => [...(groups.get(groupId) ?? [])],
    invitees: (groupId) => [...(invitations.get(groupId) ?? [])],
    spoil: (how) => void (fault = how === null ? undefined : faults[how]),
    untilSettled: async () => undefined,
    stop: async () => undefined,
  };
}

it('remembers who is in, and takes consent for a wish', async () => {
  const source = createMemoryDataSource({ connectionId: 'memory', groups: new Map([['g1', new Set(['ann'])]]) });
  const members = ['ann', 'bob'].map((account) => ({ account, resent: false }));
  const answer = await source.invite(
    { groupId: 'g1', members, options: { requireConsent: true } },
    new RecordingDesk(),
  );
  expect(answer).toEqual({
    kind: 'outcomes',
    outcomes: new Map([
      ['ann', { type: 'alreadyJoined' }],
      ['bob', { type: 'invited', awaiting: 'CONSENT' }],
    ]),
    facts: { memberCount: 1 },
  });
});

it('does not know a group that nobody made', async () => {
  const source = createMemoryDataSource({ connectionId: 'memory', groups: new Map() });
  const call = { groupId: 'g2', members: [{ account: 'ann', resent: false }], options: {} };
  const answer = await source.invite(call, new RecordingDesk());
  expect(answer.kind === 'outcomes' && answer.outcomes.get('ann')).toMatchObject({ reason: 'GROUP_NOT_FOUND' });
});
