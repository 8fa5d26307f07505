import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  InviteOptions,
  MemberReads,
  MemberRemovals,
  MembershipDataSource,
  ReadDesk,
  RemovalOutcome,
} from '../../src/datasources/datasource.ts';
import { ReadRefused } from '../../src/datasources/fault.ts';
import { callFor, faultOf } from '../datasources/helpers.ts';
import { RecordingDesk } from '../datasources/recording-desk.ts';
import { everythingShown } from './datasource.contract.ts';

/**
 * What goes wrong with every request: HTTP 500; HTTP 429; text that is no JSON; JSON of another shape; a socket that breaks; no
 * answer in time. `losesAnswer` carries the request out and breaks the socket instead of answering.
 */
export const SPOILINGS = ['fails', 'rateLimits', 'talksNonsense', 'answersOtherShape', 'breaksOff', 'hangs'] as const;
export type Spoiling = (typeof SPOILINGS)[number] | 'losesAnswer';

/** A data source in front of a provider that keeps groups. */
export interface MembersSubject {
  readonly source: MembershipDataSource;
  /** Requests that have arrived so far. */
  requests(): number;
  /** Who is in the group as the provider itself knows it. */
  members(groupId: string): readonly string[];
  /** Who is invited and has not answered as the provider itself knows it. */
  invitees(groupId: string): readonly string[];
  /** Spoils every request from now on; null: none any more. */
  spoil(how: Spoiling | null): void;
  /** Lets time pass until `pending` is settled, so that whatever hangs runs into its time-out. */
  untilSettled(pending: Promise<unknown>): Promise<void>;
  stop(): Promise<void>;
}

/** A data source in front of a provider that refuses every request with all that it was sent. */
export interface EchoingSubject {
  readonly source: MembershipDataSource;
  /** What must appear nowhere. */
  readonly secrets: readonly string[];
  readonly logged: readonly unknown[];
  /** Ways in which it refuses; the n-th is used after `refuseBy(n)`. */
  readonly refusals: number;
  refuseBy(index: number): void;
  stop(): Promise<void>;
}

/** One data source that reads, and what it promises by itself. */
export interface MembersSuite {
  readonly name: string;
  /** Exists, has an owner, and lets `people` in at once when they are invited with `options`. */
  readonly groupId: string;
  /** Well-formed accounts that are not in the group yet. */
  readonly people: readonly [string, string, string];
  readonly options?: InviteOptions | undefined;
  /** Well-formed, and in no group. */
  readonly stranger: string;
  readonly missingGroupId: string;
  /** Whether the provider tells a group that is not there from other failures. */
  readonly tellsMissingGroups: boolean;
  readonly accountsPerProbe: number;
  /** A group without many members that takes any number at once; absent where the whole list is one page. */
  readonly paged?: { readonly groupId: string; readonly membersPerPage: number } | undefined;
  /** Somebody who never answers when he is invited into `groupId` with these options; absent where open invitations are not told. */
  readonly invitee?: { readonly account: string; readonly options?: InviteOptions | undefined } | undefined;
  /** Absent where nobody can be removed. */
  readonly removals?:
    | {
        /** The owner of `groupId`, whom nobody can remove; absent where he can be. */
        readonly owner?: string | undefined;
        /** A group that has `member` and in which we may not remove; absent where there is none. */
        readonly forbidden?: { readonly groupId: string; readonly member: string } | undefined;
      }
    | undefined;
  /** Whether open invitations can be taken back. */
  readonly withdraws: boolean;
  /** What cannot go wrong there. */
  readonly lacks?: readonly Spoiling[] | undefined;
  start(): Promise<MembersSubject>;
  /** Absent where there is no wire. */
  startEchoing?: (() => Promise<EchoingSubject>) | undefined;
}

interface Listing {
  readonly pages: number;
  readonly accounts: readonly string[];
  readonly totals: readonly number[];
}

async function list(reads: MemberReads, groupId: string, desk: ReadDesk): Promise<Listing> {
  const accounts: string[] = [];
  const totals: number[] = [];
  let pages = 0;
  for await (const { members, total } of reads.listMembers(groupId, desk)) {
    pages++;
    accounts.push(...members.map(({ account }) => account));
    if (total !== undefined) totals.push(total);
  }
  return { pages, accounts, totals };
}

const permitsOf = (desk: RecordingDesk): number => desk.events.filter((event) => event === 'read permit').length;
const isOver = (outcome: RemovalOutcome | undefined): boolean =>
  outcome?.type === 'removed' || outcome?.type === 'notInGroup';

/** What every data source that reads promises of lists, probes, removals and withdrawals, whichever provider it speaks to. */
export function describeMembersContract(suite: MembersSuite): void {
  const { groupId, people, stranger, missingGroupId } = suite;
  const [first, second, third] = people;
  const spoilings = SPOILINGS.filter((each) => !suite.lacks?.includes(each));

  describe(`members contract: ${suite.name}`, () => {
    let subject: MembersSubject;
    let reads: MemberReads;
    beforeEach(async () => {
      subject = await suite.start();
      if (subject.source.reads === null) throw new Error('expected a data source that reads');
      reads = subject.source.reads;
    });
    afterEach(async () => {
      await subject.source.close();
      await subject.stop();
    });

    const invite = async (group: string, accounts: readonly string[], options = suite.options): Promise<void> => {
      const { membersPerCall } = subject.source.capabilities;
      for (let start = 0; start < accounts.length; start += membersPerCall)
        await subject.source.invite(
          callFor(group, accounts.slice(start, start + membersPerCall), options),
          new RecordingDesk(),
        );
    };
    const removalsOf = ({ removals }: MembershipDataSource): MemberRemovals => {
      if (removals === null) throw new Error('expected a data source that removes');
      return removals;
    };
    const remove = (accounts: readonly string[], group = groupId, desk = new RecordingDesk()) =>
      removalsOf(subject.source).removeMembers({ groupId: group, accounts, options: {} }, desk);
    const withdraw = (accounts: readonly string[], group = groupId, desk = new RecordingDesk()) => {
      const { withdrawInvites } = subject.source;
      if (withdrawInvites === null) throw new Error('expected a data source that withdraws');
      return withdrawInvites(group, accounts, desk);
    };

    /** Everything that can be asked of the group, by name. */
    const questions: [string, (group: string, desk: RecordingDesk) => Promise<unknown>][] = [
      ['listMembers', (group, desk) => list(reads, group, desk)],
      ['readGroup', (group, desk) => reads.readGroup(group, desk)],
      ...(suite.accountsPerProbe > 0
        ? ([['probeMembers', (group, desk) => reads.probeMembers(group, [stranger], desk)]] as typeof questions)
        : []),
      ...(suite.invitee === undefined
        ? []
        : ([['listInvitees', (group, desk) => reads.listInvitees(group, desk)]] as typeof questions)),
    ];
    /** Everything that is done to the group besides, by name. */
    const deeds: typeof questions = [
      ...(suite.removals === undefined
        ? []
        : ([['removeMembers', (group, desk) => remove([first, stranger], group, desk)]] as typeof questions)),
      ...(suite.withdraws
        ? ([['withdrawInvites', (group, desk) => withdraw([first, stranger], group, desk)]] as typeof questions)
        : []),
    ];

    it('publishes what it can do', () => {
      const { capabilities, removals, withdrawInvites } = subject.source;
      expect(capabilities).toMatchObject({ listsMembers: true, removesMembers: suite.removals !== undefined });
      expect(reads.accountsPerProbe).toBe(suite.accountsPerProbe);
      expect(removals === null).toBe(suite.removals === undefined);
      expect(removals?.accountsPerRemoval ?? 1).toBeGreaterThanOrEqual(1);
      expect(withdrawInvites === null).toBe(!suite.withdraws);
    });

    describe.each([...questions, ...deeds])('%s', (_name, ask) => {
      it('begins with no request before its first permit, and makes none without', async () => {
        await invite(groupId, [first]);
        const before = subject.requests();
        const desk = new RecordingDesk();
        desk.hold('read permit');
        const pending = ask(groupId, desk);
        await desk.asked('read permit');
        expect(subject.requests()).toBe(before);
        desk.release('read permit');
        await pending;
        expect(subject.requests() - before).toBe(permitsOf(desk));
        expect(desk.departures).toBe(0);
      });

      it('asks nothing of the provider when the process shuts down', async () => {
        const before = subject.requests();
        const desk = new RecordingDesk();
        desk.abort();
        expect(await faultOf(ask(groupId, desk))).toMatchObject({ fault: 'unavailable' });
        expect(subject.requests()).toBe(before);
      });

      it.each(spoilings)('throws a fault when the provider %s, and works again afterwards', async (how) => {
        await invite(groupId, [first]);
        const before = subject.members(groupId);
        subject.spoil(how);
        const pending = faultOf(ask(groupId, new RecordingDesk()));
        await subject.untilSettled(pending);
        await pending;
        expect(subject.members(groupId)).toEqual(before);
        subject.spoil(null);
        await ask(groupId, new RecordingDesk());
      });
    });

    it('lists everybody who is in, each once', async () => {
      await invite(groupId, people);
      const { accounts, totals } = await list(reads, groupId, new RecordingDesk());
      expect(accounts.toSorted()).toEqual(subject.members(groupId).toSorted());
      expect(accounts).toEqual(expect.arrayContaining([...people]));
      for (const total of totals) expect(total).toBe(accounts.length);
    });

    it('tells what the group is', async () => {
      const facts = await reads.readGroup(groupId, new RecordingDesk());
      expect(facts.name ?? facts.type).toBeDefined();
      expect(facts.memberCount ?? subject.members(groupId).length).toBe(subject.members(groupId).length);
    });

    it.each(questions)(
      '%s: a group that is not there is told from a failure where the provider does',
      async (_, ask) => {
        const pending = ask(missingGroupId, new RecordingDesk());
        if (!suite.tellsMissingGroups) {
          await faultOf(pending);
          return;
        }
        const thrown = await pending.catch((error: unknown) => error);
        expect(thrown).toBeInstanceOf(ReadRefused);
        expect(thrown).toMatchObject({ reason: 'groupMissing' });
      },
    );

    it.skipIf(suite.accountsPerProbe === 0)('probes single members', async () => {
      await invite(groupId, [first, second]);
      const asked = [first, second, stranger].slice(-suite.accountsPerProbe);
      const found = await reads.probeMembers(groupId, asked, new RecordingDesk());
      expect(found).toEqual(new Map(asked.map((account) => [account, account !== stranger])));
    });

    it('lists who is invited, or says that nobody can tell', async () => {
      const { invitee } = suite;
      if (invitee !== undefined) await invite(groupId, [invitee.account], invitee.options);
      const invitees = await reads.listInvitees(groupId, new RecordingDesk());
      expect(invitees).toEqual(invitee === undefined ? null : new Set(subject.invitees(groupId)));
      if (invitee !== undefined) expect(invitees).toContain(invitee.account);
    });

    it.skipIf(suite.paged === undefined)('asks for a page when the one before was taken, and for no more', async () => {
      const { groupId: large, membersPerPage } = suite.paged ?? { groupId, membersPerPage: 0 };
      await invite(
        large,
        Array.from({ length: membersPerPage * 2 }, (_, index) => `${third}${index}`),
      );
      const desk = new RecordingDesk();
      const pages = reads.listMembers(large, desk)[Symbol.asyncIterator]();
      const before = subject.requests();
      await pages.next();
      expect(permitsOf(desk)).toBe(subject.requests() - before);
      await pages.return?.();
      expect(permitsOf(desk)).toBe(subject.requests() - before);

      const whole = new RecordingDesk();
      const { pages: count, accounts } = await list(reads, large, whole);
      expect(count).toBeGreaterThanOrEqual(3);
      expect(permitsOf(whole)).toBeGreaterThanOrEqual(count);
      expect(accounts.toSorted()).toEqual(subject.members(large).toSorted());
    });

    describe.skipIf(suite.removals === undefined)('removals', () => {
      it('takes out who is in, and tells who was not', async () => {
        await invite(groupId, people);
        const outcomes = await remove([first, stranger, second]);
        expect(outcomes).toEqual(
          new Map([
            [first, { type: 'removed' }],
            [stranger, { type: 'notInGroup' }],
            [second, { type: 'removed' }],
          ]),
        );
        expect(subject.members(groupId)).toContain(third);
        expect(subject.members(groupId)).not.toContain(first);
        expect(subject.members(groupId)).not.toContain(second);
      });

      it('tells of nobody in the group that he was not in it', async () => {
        expect(await remove([stranger])).toEqual(new Map([[stranger, { type: 'notInGroup' }]]));
      });

      it.skipIf(suite.removals?.owner === undefined)(
        'cannot take the owner out, and tells the truth of the others',
        async () => {
          const owner = suite.removals?.owner ?? '';
          await invite(groupId, [first]);
          const outcomes = await remove([owner, first]);
          expect([...outcomes.keys()].toSorted()).toEqual([owner, first].toSorted());
          expect(outcomes.get(owner)).toMatchObject({ type: 'failed', retryable: false });
          const members = subject.members(groupId);
          expect(members).toContain(owner);
          expect(isOver(outcomes.get(first))).toBe(!members.includes(first));
        },
      );

      it.skipIf(suite.removals?.forbidden === undefined)('takes nobody out where it may not', async () => {
        const { groupId: forbidden, member } = suite.removals?.forbidden ?? { groupId, member: first };
        expect((await remove([member], forbidden)).get(member)).toMatchObject({ type: 'failed', retryable: false });
        expect(subject.members(forbidden)).toContain(member);
      });

      it('fails every account of a group that is not there', async () => {
        const outcomes = await remove([first, second], missingGroupId);
        expect([...outcomes.keys()].toSorted()).toEqual([first, second].toSorted());
        const reason = suite.tellsMissingGroups ? { reason: 'GROUP_NOT_FOUND' } : {};
        for (const outcome of outcomes.values()) expect(outcome).toMatchObject({ type: 'failed', ...reason });
      });

      it.skipIf(suite.lacks?.includes('losesAnswer'))(
        'does not claim to know when the answer is lost, and may be asked again',
        async () => {
          await invite(groupId, [first, second]);
          subject.spoil('losesAnswer');
          expect(await faultOf(remove([first, second]))).toMatchObject({ fault: 'unknown_outcome' });
          subject.spoil(null);
          const outcomes = await remove([first, second]);
          expect([...outcomes.values()].every(isOver)).toBe(true);
          expect(subject.members(groupId)).not.toContain(first);
          expect(subject.members(groupId)).not.toContain(second);
        },
      );
    });

    describe.skipIf(!suite.withdraws)('withdrawals', () => {
      it('takes open invitations back, and tells of no member that he is not invited any more', async () => {
        const { account, options } = suite.invitee ?? { account: stranger };
        await invite(groupId, [account], options);
        await invite(groupId, [first]);
        expect(subject.invitees(groupId)).toContain(account);
        const withdrawn = await withdraw([account, first, stranger]);
        expect(withdrawn).toEqual(new Set([account, stranger]));
        expect(subject.invitees(groupId)).not.toContain(account);
        expect(subject.members(groupId)).toContain(first);
      });

      it('cannot tell of a group that is not there', async () => {
        await faultOf(withdraw([first], missingGroupId));
      });
    });

    it.skipIf(suite.startEchoing === undefined)('leaks no secret, whatever is answered', async () => {
      const echoing = await suite.startEchoing?.();
      if (echoing?.source.reads == null) throw new Error('expected a data source that reads');
      const { source, secrets, logged } = echoing;
      const desk = new RecordingDesk();
      const shown: unknown[] = [];
      const show = (pending: Promise<unknown>) =>
        pending.then(
          (value) => void shown.push(value),
          (error: unknown) => void shown.push(error),
        );
      for (let index = 0; index < echoing.refusals; index++) {
        echoing.refuseBy(index);
        await show(list(source.reads ?? reads, groupId, desk));
        await show(source.reads?.readGroup(groupId, desk) ?? Promise.resolve());
        await show(source.reads?.listInvitees(groupId, desk) ?? Promise.resolve());
        if (suite.accountsPerProbe > 0)
          await show(source.reads?.probeMembers(groupId, [first], desk) ?? Promise.resolve());
        if (suite.removals !== undefined)
          await show(removalsOf(source).removeMembers({ groupId, accounts: [first], options: {} }, desk));
        if (suite.withdraws) await show(source.withdrawInvites?.(groupId, [first], desk) ?? Promise.resolve());
      }
      await source.close();
      await echoing.stop();
      const text = everythingShown([shown, logged]);
      expect(shown.length).toBeGreaterThan(0);
      for (const secret of secrets) expect(text).not.toContain(secret);
    });
  });
}
