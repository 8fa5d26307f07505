import { expect } from 'vitest';

const INSTANT: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/);
const SENTENCE: unknown = expect.stringMatching(/\S+ \S+/);

/** What an invite made of a member: the fields of the result, the state, and every event. Compared with `toEqual`. */
export type ExpectedOutcome = Readonly<Record<string, unknown>>;

/** Of a member who had never been invited before. */
const settledAs = (type: string, state: string, fields: object = {}): ExpectedOutcome => ({
  type,
  ...fields,
  state,
  moves: ['→QUEUED INVITE', `QUEUED→${state} INVITE`],
});

export const JOINED = settledAs('MemberJoined', 'JOINED', { joinedAt: INSTANT });
export const ALREADY_JOINED = settledAs('MemberAlreadyJoined', 'JOINED');
export const AWAITING_CONSENT = settledAs('MemberInvited', 'INVITED', { awaiting: 'CONSENT', expiresAt: INSTANT });
export const AWAITING_CONFIRMATION = settledAs('MemberInvited', 'INVITED', {
  awaiting: 'CONFIRMATION',
  expiresAt: INSTANT,
});
export const OVER_GROUP_LIMIT = settledAs('MemberOverGroupLimit', 'FAILED', { message: SENTENCE });
export const NOT_FOUND = settledAs('MemberNotFound', 'FAILED', { message: SENTENCE });

/** Failed for good; `providerCode` null: the provider was not asked. */
export const failed = (
  reason: string,
  providerCode: number | string | null,
  message: unknown = SENTENCE,
): ExpectedOutcome =>
  settledAs('MemberFailed', 'FAILED', {
    reason,
    providerCode: providerCode === null ? null : String(providerCode),
    message,
    retryable: false,
  });

/** All attempts used up, and worth another invite; whatever code the last one met. */
export const UNAVAILABLE = settledAs('MemberFailed', 'FAILED', {
  reason: 'PROVIDER_UNAVAILABLE',
  providerCode: expect.toSatisfy((code) => code === null || typeof code === 'string'),
  message: SENTENCE,
  retryable: true,
});

/** Stored and not settled: nothing but the first event, however often it was tried. */
export const QUEUED: ExpectedOutcome = {
  type: 'MemberQueued',
  position: expect.any(Number),
  estimatedSendAt: INSTANT,
  state: 'QUEUED',
  moves: ['→QUEUED INVITE'],
};

/** The members of a report in which everybody came out like this. */
export const all = (accounts: readonly string[], outcome: ExpectedOutcome): ExpectedOutcome[] =>
  accounts.map((account) => ({ account, ...outcome }));

/** The members of a report, each with an outcome of its own. */
export const each = (outcomes: Readonly<Record<string, ExpectedOutcome>>): ExpectedOutcome[] =>
  Object.entries(outcomes).map(([account, outcome]) => ({ account, ...outcome }));
