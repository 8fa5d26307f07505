import { afterEach, describe, expect, it } from 'vitest';
import type {
  Capabilities,
  InviteCall,
  InviteOptions,
  MembershipDataSource,
} from '../../src/datasources/datasource.ts';
import { DataSourceError } from '../../src/datasources/fault.ts';
import type { Fault } from '../../src/datasources/fault.ts';
import { RecordingDesk } from '../datasources/recording-desk.ts';
import type { ManualClock } from '../support/manual-clock.ts';

/**
 * How the provider behind a subject behaves. `works` lets everybody in; `rateLimits` asks for 3 seconds; `hangs` takes the
 * inviting request and never answers it; `echoes` refuses, reads too, with all that it was sent, credentials included.
 */
export type ProviderMood = 'works' | 'rateLimits' | 'hangs' | 'talksNonsense' | 'breaksOff' | 'echoes';

/** How long a provider wants to be left alone in the mood `rateLimits`. */
export const RATE_LIMIT_MS = 3_000;

/** A data source and the provider that it speaks to. */
export interface DataSourceSubject {
  readonly source: MembershipDataSource;
  readonly clock: ManualClock;
  /** What must appear nowhere. */
  readonly secrets: readonly string[];
  /** All that the data source has logged. */
  readonly logged: readonly unknown[];
  setMood(mood: ProviderMood): void;
  /** Requests and connections so far, inviting or not; undefined where there is no wire. */
  requests(): number | undefined;
  /** Inviting requests so far. */
  invites(): number;
  /** Resolves when an inviting request has arrived since the last `setMood`. */
  inviteArrived(): Promise<void>;
  stop(): Promise<void>;
}

/** One data source, what it promises by itself, and how to start it. */
export interface DataSourceSuite {
  readonly name: string;
  readonly capabilities: Capabilities;
  readonly groupId: string;
  /** Well-formed accounts that the provider would let in; at least three. */
  readonly accounts: readonly string[];
  /** An account that breaks the provider's id rules. */
  readonly malformed: string;
  readonly options?: InviteOptions | undefined;
  /** What the provider's way of failing lets a data source tell; all by default. */
  readonly lacks?: readonly ProviderMood[] | undefined;
  /** The provider offers nothing that could be asked for nothing. */
  readonly pingsBlindly?: boolean | undefined;
  start(options: { reachable: boolean }): Promise<DataSourceSubject>;
}

/** What every data source promises, whichever provider it speaks to. */
export function describeDataSourceContract(suite: DataSourceSuite): void {
  describe(`data source contract: ${suite.name}`, () => {
    let subject: DataSourceSubject;
    const start = async (reachable = true): Promise<void> => void (subject = await suite.start({ reachable }));
    afterEach(async () => {
      await subject.source.close();
      await subject.stop();
    });

    const callOf = (accounts: readonly string[], resent = false): InviteCall => ({
      groupId: suite.groupId,
      members: accounts.map((account) => ({ account, resent })),
      options: suite.options ?? {},
    });
    const invite = (desk = new RecordingDesk()) => subject.source.invite(callOf(suite.accounts), desk);
    const faultOf = async (pending: Promise<unknown>): Promise<DataSourceError> => {
      const error = await pending.then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(DataSourceError);
      return error as DataSourceError;
    };
    const inMood = (mood: ProviderMood) => it.skipIf(suite.lacks?.includes(mood));

    it('publishes capabilities that make sense', async () => {
      await start();
      expect(subject.source.capabilities).toEqual(suite.capabilities);
      expect(suite.capabilities.membersPerCall).toBeGreaterThanOrEqual(1);
      expect(suite.capabilities.callsPerSecond).toBeGreaterThan(0);
      expect(suite.capabilities.readsPerSecond).toBeGreaterThan(0);
    });

    it('tells one outcome for each member, and facts only of members of the call', async () => {
      await start();
      const answer = await invite();
      if (answer.kind !== 'outcomes') throw new Error(`expected outcomes, got ${answer.kind}`);
      expect([...answer.outcomes.keys()].toSorted()).toEqual([...suite.accounts].toSorted());
      for (const outcome of answer.outcomes.values()) expect(['joined', 'invited']).toContain(outcome.type);
      for (const account of answer.profiles?.keys() ?? []) expect(suite.accounts).toContain(account);
    });

    it('departs exactly once for a call, after its permit', async () => {
      await start();
      const desk = new RecordingDesk();
      await invite(desk);
      expect(desk.departures).toBe(1);
      expect(subject.invites()).toBe(1);
      expect(desk.events.slice(-2)).toEqual(['departure permit', 'departed']);
    });

    it('sends nothing that it has no permit for', async () => {
      await start();
      const desk = new RecordingDesk();
      desk.hold('departure permit');
      const pending = invite(desk);
      await desk.asked('departure permit');
      expect(subject.invites()).toBe(0);
      expect(desk.departures).toBe(0);
      expect(subject.requests() ?? 0).toBeLessThanOrEqual(
        desk.events.filter((event) => event === 'read permit').length,
      );
      desk.release('departure permit');
      await pending;
      expect(subject.invites()).toBe(1);
    });

    it('begins with no request before its first permit', async () => {
      await start();
      const desk = new RecordingDesk();
      desk.hold('read permit');
      desk.hold('departure permit');
      const pending = invite(desk);
      await Promise.race([desk.asked('read permit'), desk.asked('departure permit')]);
      expect(subject.requests() ?? 0).toBe(0);
      desk.release('read permit');
      desk.release('departure permit');
      await pending;
    });

    it('settles a malformed account without a call, and no other', async () => {
      await start();
      expect(subject.source.review(suite.malformed, {})).toMatchObject({ type: 'failed', reason: 'INVALID_ACCOUNT' });
      for (const account of suite.accounts) expect(subject.source.review(account, {})).toBeNull();
      expect(subject.source.review('', {})).toMatchObject({ type: 'failed', reason: 'INVALID_ACCOUNT' });
    });

    inMood('rateLimits')('reports a rate limit, and how long the provider wants to be left alone', async () => {
      await start();
      subject.setMood('rateLimits');
      const fault = await faultOf(invite());
      expect(fault).toMatchObject({ fault: 'rate_limited', retryAfterMs: RATE_LIMIT_MS } satisfies {
        fault: Fault;
        retryAfterMs: number;
      });
    });

    it('departs nothing when no connection can be made', async () => {
      await start(false);
      const desk = new RecordingDesk();
      expect(await faultOf(invite(desk))).toMatchObject({ fault: 'unavailable' });
      expect(desk.departures).toBe(0);
    });

    inMood('hangs')('takes a time-out for an unknown outcome', async () => {
      await start();
      subject.setMood('hangs');
      const desk = new RecordingDesk();
      const pending = faultOf(invite(desk));
      await subject.inviteArrived();
      subject.clock.advance(10_000);
      expect(await pending).toMatchObject({ fault: 'unknown_outcome' });
      expect(desk.departures).toBe(1);
    });

    inMood('talksNonsense')('takes an answer that makes no sense for an unknown outcome', async () => {
      await start();
      subject.setMood('talksNonsense');
      expect(await faultOf(invite())).toMatchObject({ fault: 'unknown_outcome' });
    });

    inMood('breaksOff')(
      'takes a connection that breaks in the middle of the answer for an unknown outcome',
      async () => {
        await start();
        subject.setMood('breaksOff');
        const desk = new RecordingDesk();
        expect(await faultOf(invite(desk))).toMatchObject({ fault: 'unknown_outcome' });
        expect(desk.departures).toBe(1);
      },
    );

    it('leaks no secret, whatever goes wrong', async () => {
      await start();
      const moods: ProviderMood[] = ['echoes', 'rateLimits', 'talksNonsense', 'breaksOff', 'hangs'];
      for (const mood of moods.filter((each) => !suite.lacks?.includes(each))) {
        subject.setMood(mood);
        const before = subject.invites();
        const pending = invite().then(
          (answer) => answer,
          (error: unknown) => error,
        );
        if (mood === 'hangs') {
          await subject.inviteArrived();
          expect(subject.invites()).toBe(before + 1);
          subject.clock.advance(10_000);
        }
        const shown = everythingShown(await pending);
        for (const secret of subject.secrets) expect(shown).not.toContain(secret);
      }
      for (const secret of subject.secrets) expect(everythingShown(subject.logged)).not.toContain(secret);
    });

    it('pings a provider without an invite', async () => {
      await start();
      await subject.source.ping();
      expect(subject.requests() ?? 0).toBe(0);
      expect(subject.invites()).toBe(0);
    });

    it.skipIf(suite.pingsBlindly === true)('fails to ping a provider that is not there', async () => {
      await start(false);
      expect(await faultOf(subject.source.ping())).toMatchObject({ fault: 'unavailable' });
    });
  });
}

/** All text that could reach a log or a client: messages, stacks, causes and fields. */
export function everythingShown(value: unknown, depth = 0): string {
  if (typeof value !== 'object' || value === null || depth > 8) return String(value);
  if (value instanceof Map) return everythingShown([...value.entries()], depth + 1);
  const fields = Reflect.ownKeys(value).map((key) => everythingShown(Reflect.get(value, key), depth + 1));
  const text = value instanceof Error ? `${value.message} ${value.stack ?? ''}` : '';
  return `${text} ${fields.join(' ')} ${JSON.stringify(value)}`;
}
