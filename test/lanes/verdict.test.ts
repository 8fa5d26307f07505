import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BreakerOpen } from '../../src/datasources/breaker.ts';
import type { InviteAnswer, MemberOutcome } from '../../src/datasources/datasource.ts';
import { DataSourceError, type Fault, type FaultDetail } from '../../src/datasources/fault.ts';
import type { InviteResult } from '../../src/invitations/result.ts';
import { giveBack, judgeAnswer, judgeFailure, MAX_MESSAGE_LENGTH } from '../../src/lanes/verdict.ts';
import type { GrantedCall, GrantedInvite } from '../../src/store/records.ts';
import type { InviteVerdict } from '../../src/store/store.ts';

const NOW_MS = 1_000_000;
const AT = {
  retry: { attempts: 3, firstDelayMs: 1_000, maxDelayMs: 8_000 },
  inviteExpiresAfterMs: 60_000,
  nowMs: NOW_MS,
  random: () => 0,
};

/** A call of invites with the keys 1, 2, 3, …, each an account or more. */
function callOf(...invites: readonly (string | (Partial<GrantedInvite> & { account: string }))[]): GrantedCall {
  const fresh = { joinedAtMs: null, attempts: 0, resent: false, resigned: false };
  return {
    id: 1,
    connectionId: 'c',
    groupId: 'g',
    options: {},
    departAtMs: 0,
    invites: invites.map((invite, index) => ({
      key: index + 1,
      ...fresh,
      ...(typeof invite === 'string' ? { account: invite } : invite),
    })),
  };
}

const outcomes = (entries: Record<string, MemberOutcome>): InviteAnswer => ({
  kind: 'outcomes',
  outcomes: new Map(Object.entries(entries)),
});
const settled = (result: InviteResult): InviteVerdict => ({ kind: 'settled', result });
const waiting = (over: Partial<InviteVerdict & { kind: 'waiting' }>): InviteVerdict => ({
  kind: 'waiting',
  notBeforeMs: 0,
  attempts: 0,
  resent: false,
  resigned: false,
  half: null,
  ...over,
});
const fault = (kind: Fault, detail: Partial<FaultDetail> = {}): DataSourceError =>
  new DataSourceError(kind, { message: 'it says no', ...detail });
const givenUp = (attempts: number, providerCode: string | null = null): InviteVerdict =>
  settled({
    type: 'failed',
    reason: 'PROVIDER_UNAVAILABLE',
    message: `given up after ${attempts} attempts; the last one: it says no`,
    providerCode,
    retryable: true,
  });

describe('the verdict on an answer', () => {
  const settling: [MemberOutcome, InviteResult][] = [
    [{ type: 'joined' }, { type: 'joined', joinedAtMs: NOW_MS }],
    [{ type: 'alreadyJoined' }, { type: 'alreadyJoined' }],
    [
      { type: 'invited', awaiting: 'CONSENT' },
      { type: 'invited', awaiting: 'CONSENT', expiresAtMs: NOW_MS + 60_000 },
    ],
    [
      { type: 'overGroupLimit', message: 'full', providerCode: '4' },
      { type: 'overGroupLimit', message: 'full' },
    ],
    [
      { type: 'notFound', message: 'who?' },
      { type: 'notFound', message: 'who?' },
    ],
    [
      { type: 'failed', reason: 'GROUP_FULL', message: 'no room', providerCode: '10014' },
      { type: 'failed', reason: 'GROUP_FULL', message: 'no room', providerCode: '10014', retryable: false },
    ],
    [
      { type: 'failed', reason: 'PERMISSION_DENIED', message: 'no' },
      { type: 'failed', reason: 'PERMISSION_DENIED', message: 'no', providerCode: null, retryable: false },
    ],
  ];
  it.each(settling)('settles an outcome $type', (outcome, result) => {
    const verdict = judgeAnswer(callOf('ann'), outcomes({ ann: outcome }), AT);
    expect(verdict).toEqual({
      verdicts: new Map([[1, settled(result)]]),
      pauseUntilMs: null,
      learnedMembersPerCall: null,
    });
  });

  it('takes the time of joining that was ordered for the time of joining', () => {
    const { verdicts } = judgeAnswer(
      callOf({ account: 'ann', joinedAtMs: 77 }),
      outcomes({ ann: { type: 'joined' } }),
      AT,
    );
    expect(verdicts.get(1)).toEqual(settled({ type: 'joined', joinedAtMs: 77 }));
  });

  it('sends members again after a backoff for whom the provider had no outcome, and settles the others', () => {
    const answer = outcomes({
      ann: { type: 'joined' },
      bob: { type: 'tryAgain', message: 'later', providerCode: '9' },
    });
    const { verdicts } = judgeAnswer(callOf('ann', 'bob', { account: 'cid', attempts: 1, resent: true }), answer, AT);
    expect(verdicts.get(1)).toEqual(settled({ type: 'joined', joinedAtMs: NOW_MS }));
    expect(verdicts.get(2)).toEqual(waiting({ notBeforeMs: NOW_MS + 500, attempts: 1 }));
    expect(verdicts.get(3)).toEqual(waiting({ notBeforeMs: NOW_MS + 1_000, attempts: 2, resent: true }));
  });

  it('gives a member up who has been tried as often as allowed', () => {
    const answer = outcomes({ ann: { type: 'tryAgain', message: 'it says no', providerCode: '9' } });
    expect(judgeAnswer(callOf({ account: 'ann', attempts: 1 }), answer, AT).verdicts.get(1)?.kind).toBe('waiting');
    expect(judgeAnswer(callOf({ account: 'ann', attempts: 2 }), answer, AT).verdicts.get(1)).toEqual(givenUp(3, '9'));
  });

  it('judges two invites of one account by the same outcome, each with its own attempts', () => {
    const answer = outcomes({ ann: { type: 'tryAgain', message: 'it says no' } });
    const { verdicts } = judgeAnswer(callOf('ann', { account: 'ann', attempts: 2 }), answer, AT);
    expect(verdicts.get(1)).toEqual(waiting({ notBeforeMs: NOW_MS + 500, attempts: 1 }));
    expect(verdicts.get(2)).toEqual(givenUp(3));
  });

  const refusal = { message: 'refused', providerCode: '10005' };

  it('sends a call that was too large at once in smaller ones, and remembers a limit that holds for good', () => {
    const verdict = judgeAnswer(callOf('a', 'b', 'c', 'd', 'e'), { kind: 'tooMany', remember: true, ...refusal }, AT);
    expect(verdict.learnedMembersPerCall).toBe(2);
    expect([...verdict.verdicts.values()]).toEqual(Array.from({ length: 5 }, () => waiting({})));
  });

  it('sends a call that was too large this time at once in two halves', () => {
    const verdict = judgeAnswer(callOf('a', 'b', 'c', 'd', 'e'), { kind: 'tooMany', remember: false, ...refusal }, AT);
    expect(verdict.learnedMembersPerCall).toBeNull();
    expect([...verdict.verdicts.values()]).toEqual([0, 0, 0, 1, 1].map((half) => waiting({ half: half as 0 | 1 })));
  });

  it('fails a member who is too many all alone', () => {
    for (const remember of [true, false]) {
      const verdict = judgeAnswer(callOf('ann', 'ann'), { kind: 'tooMany', remember, ...refusal }, AT);
      const result: InviteResult = {
        type: 'failed',
        reason: 'PROVIDER_ERROR',
        message: 'refused',
        providerCode: '10005',
        retryable: false,
      };
      expect([...verdict.verdicts.values()]).toEqual([settled(result), settled(result)]);
      expect(verdict.learnedMembersPerCall).toBeNull();
    }
  });

  it('halves a call with an unknown account without counting an attempt, both invites of one account in one half', () => {
    const call = callOf('a', 'b', 'a', { account: 'c', attempts: 2, resent: true });
    const { verdicts } = judgeAnswer(call, { kind: 'unknownAccount', ...refusal }, AT);
    expect([...verdicts.values()]).toEqual([
      waiting({ half: 0 }),
      waiting({ half: 0 }),
      waiting({ half: 0 }),
      waiting({ half: 1, attempts: 2, resent: true }),
    ]);
  });

  it('knows who is unknown when the account is alone', () => {
    const { verdicts } = judgeAnswer(callOf('ghost', 'ghost'), { kind: 'unknownAccount', ...refusal }, AT);
    const result = settled({ type: 'notFound', message: 'refused' });
    expect([...verdicts.values()]).toEqual([result, result]);
  });

  it('settles the accounts that were named as unknown, and sends the others again at once, whole and without counting', () => {
    const call = callOf('a', 'ghost', 'b', 'ghost', { account: 'c', attempts: 2, resent: true });
    const unknown = new Set(['ghost', 'somebody else']);
    const verdict = judgeAnswer(call, { kind: 'unknownAccount', ...refusal, unknown }, AT);
    const gone = settled({ type: 'notFound', message: 'refused' });
    const again = waiting({ attempts: 2, resent: true });
    expect([...verdict.verdicts.values()]).toEqual([waiting({}), gone, waiting({}), gone, again]);
    expect(verdict).toMatchObject({ pauseUntilMs: null, learnedMembersPerCall: null });
  });

  it('settles everybody when everybody was named as unknown', () => {
    const unknown = new Set(['a', 'b']);
    const { verdicts } = judgeAnswer(callOf('a', 'b'), { kind: 'unknownAccount', ...refusal, unknown }, AT);
    const gone = settled({ type: 'notFound', message: 'refused' });
    expect([...verdicts.values()]).toEqual([gone, gone]);
  });

  it.each([
    ['nobody', new Set<string>()],
    ['nobody of the call', new Set(['somebody else'])],
  ])('halves a call when %s was named as unknown', (_whom, unknown) => {
    const { verdicts } = judgeAnswer(callOf('a', 'b', 'c'), { kind: 'unknownAccount', ...refusal, unknown }, AT);
    expect([...verdicts.values()]).toEqual([waiting({ half: 0 }), waiting({ half: 0 }), waiting({ half: 1 })]);
  });

  it('makes every call smaller or settles somebody, whoever is named: no call is repeated for ever', () => {
    const account = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    fc.assert(
      fc.property(fc.array(account, { minLength: 1 }), fc.array(account), (accounts, named) => {
        const answer: InviteAnswer = { kind: 'unknownAccount', ...refusal, unknown: new Set(named) };
        const { verdicts } = judgeAnswer(callOf(...accounts), answer, AT);
        expect(verdicts.size).toBe(accounts.length);
        const all = [...verdicts.values()];
        const halves = new Set(all.map((each) => (each.kind === 'waiting' ? each.half : 'settled')));
        expect(halves.has('settled') || (halves.has(0) && halves.has(1))).toBe(true);
      }),
    );
  });

  it('keeps messages short', () => {
    const message = 'x'.repeat(MAX_MESSAGE_LENGTH + 1);
    const answer = outcomes({
      a: { type: 'failed', reason: 'PROVIDER_ERROR', message },
      b: { type: 'notFound', message },
      c: { type: 'overGroupLimit', message },
      d: { type: 'tryAgain', message },
      e: { type: 'notFound', message: message.slice(1) },
    });
    const call = callOf('a', 'b', 'c', { account: 'd', attempts: 2 }, 'e');
    const messages = [...judgeAnswer(call, answer, AT).verdicts.values()].map((verdict) =>
      verdict.kind === 'settled' && 'message' in verdict.result ? verdict.result.message : '',
    );
    expect(messages.map((text) => text.length)).toEqual(Array.from({ length: 5 }, () => MAX_MESSAGE_LENGTH));
    expect(messages.map((text) => text.endsWith('…'))).toEqual([true, true, true, true, false]);
  });
});

describe('the verdict on a failure', () => {
  it.each<[Fault, boolean]>([
    ['unavailable', false],
    ['rate_limited', false],
    ['unknown_outcome', true],
  ])('sends everybody again after a fault "%s", perhaps invited already: %s', (kind, resent) => {
    const { verdicts, learnedMembersPerCall } = judgeFailure(
      callOf('ann', { account: 'bob', attempts: 1 }),
      fault(kind),
      AT,
    );
    expect(verdicts.get(1)).toEqual(waiting({ notBeforeMs: NOW_MS + 500, attempts: 1, resent }));
    expect(verdicts.get(2)).toEqual(waiting({ notBeforeMs: NOW_MS + 1_000, attempts: 2, resent }));
    expect(learnedMembersPerCall).toBeNull();
  });

  it('does not forget that an earlier attempt may have reached the provider', () => {
    const { verdicts } = judgeFailure(callOf({ account: 'ann', resent: true }), fault('unavailable'), AT);
    expect(verdicts.get(1)).toMatchObject({ resent: true });
  });

  it.each<Fault>(['unavailable', 'rate_limited', 'unknown_outcome'])('gives up at last after a fault "%s"', (kind) => {
    const { verdicts } = judgeFailure(
      callOf({ account: 'ann', attempts: 2 }),
      fault(kind, { providerCode: '503' }),
      AT,
    );
    expect(verdicts.get(1)).toEqual(givenUp(3, '503'));
  });

  it('waits as long as the provider wants, its members and its lane', () => {
    const verdict = judgeFailure(callOf('ann'), fault('rate_limited', { retryAfterMs: 7_000 }), AT);
    expect(verdict.verdicts.get(1)).toEqual(waiting({ notBeforeMs: NOW_MS + 7_000, attempts: 1 }));
    expect(verdict.pauseUntilMs).toBe(NOW_MS + 7_000);
  });

  it('pauses the lane for the first delay where the provider does not say for how long', () => {
    expect(judgeFailure(callOf('ann'), fault('rate_limited'), AT).pauseUntilMs).toBe(NOW_MS + 1_000);
  });

  it('never comes back sooner than its backoff, whatever the provider says', () => {
    const verdict = judgeFailure(
      callOf({ account: 'ann', attempts: 1 }),
      fault('rate_limited', { retryAfterMs: 1 }),
      AT,
    );
    expect(verdict.verdicts.get(1)).toMatchObject({ notBeforeMs: NOW_MS + 1_000 });
  });

  it('pauses the lane for no other fault', () => {
    for (const kind of ['unavailable', 'unknown_outcome', 'expired_credential'] as const) {
      expect(judgeFailure(callOf('ann'), fault(kind, { retryAfterMs: 7_000 }), AT).pauseUntilMs).toBeNull();
    }
  });

  it('signs again at once, and fails those for whom it has been signed anew already', () => {
    const call = callOf({ account: 'ann', attempts: 2 }, { account: 'bob', resigned: true });
    const { verdicts } = judgeFailure(call, fault('expired_credential', { providerCode: '70001' }), AT);
    expect(verdicts.get(1)).toEqual(waiting({ attempts: 2, resigned: true }));
    expect(verdicts.get(2)).toEqual(
      settled({
        type: 'failed',
        reason: 'PROVIDER_ERROR',
        message: 'it says no',
        providerCode: '70001',
        retryable: false,
      }),
    );
  });

  it('signs anew once for every attempt: after another setback the credential may expire again', () => {
    const answer = outcomes({ ann: { type: 'tryAgain', message: 'later' } });
    const { verdicts } = judgeAnswer(callOf({ account: 'ann', resigned: true }), answer, AT);
    expect(verdicts.get(1)).toMatchObject({ resigned: false });
  });

  it('settles members whom a read had settled before the fault', () => {
    const known = new Map<string, MemberOutcome>([['ann', { type: 'alreadyJoined' }]]);
    const { verdicts } = judgeFailure(callOf('ann', 'bob'), fault('unknown_outcome', { settled: known }), AT);
    expect(verdicts.get(1)).toEqual(settled({ type: 'alreadyJoined' }));
    expect(verdicts.get(2)).toMatchObject({ kind: 'waiting', resent: true });
  });

  it('gives everybody back as they were when the call never began', () => {
    const call = callOf('ann', { account: 'bob', attempts: 2, resent: true, resigned: true });
    const asBefore = [waiting({}), waiting({ attempts: 2, resent: true, resigned: true })];
    expect([...giveBack(call).verdicts.values()]).toEqual(asBefore);
    expect([...judgeFailure(call, new BreakerOpen(NOW_MS), AT).verdicts.values()]).toEqual(asBefore);
  });

  it('takes any other error for an unknown outcome, and shows nothing of it', () => {
    const error = new TypeError('secret: hunter2');
    const { verdicts } = judgeFailure(callOf('ann', { account: 'bob', attempts: 2 }), error, AT);
    expect(verdicts.get(1)).toEqual(waiting({ notBeforeMs: NOW_MS + 500, attempts: 1, resent: true }));
    expect(verdicts.get(2)).toMatchObject({
      kind: 'settled',
      result: { reason: 'PROVIDER_UNAVAILABLE', retryable: true },
    });
    expect(JSON.stringify([...verdicts.values()])).not.toContain('hunter2');
  });
});
